/** Says in words when the wrong Node runs us: scripts use the Node that `npm ci` installs on Linux and Windows, and yours elsewhere. */
const [major = 0, minor = 0] = process.versions.node.split('.').map(Number);
if (major !== 24 || minor < 18) {
	console.error(
		`Cobro runs on Node 24.18 or later of the 24 line; this is ${process.versions.node}. Run \`npm ci\` (Linux, Windows) or install Node 24 (macOS).`,
	);
	process.exit(1);
}
