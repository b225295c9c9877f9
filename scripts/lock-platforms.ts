/**
 * Completes package-lock.json with the platform packages (binaries for other systems) that the registry at hand does not hold. npm leaves out what
 * it cannot find, and `npm ci` then refuses the lock everywhere. Their versions are exact in the packages that ask for them; only their hashes are
 * missing. Run after a change of dependencies: `node scripts/lock-platforms.ts`.
 */
import { readFileSync, writeFileSync } from 'node:fs';
import { resolve } from 'node:path';

type Entry = {
	version?: string;
	cpu?: string[];
	dev?: true;
	optional?: true;
	os?: string[];
	libc?: string[];
	readonly optionalDependencies?: Readonly<Record<string, string>>;
};
const file = resolve(import.meta.dirname, '../package-lock.json');
const lock = JSON.parse(readFileSync(file, 'utf8')) as { packages: Record<string, Entry> };

const systems = ['darwin', 'linux', 'win32', 'android', 'freebsd', 'openbsd', 'netbsd', 'sunos', 'aix', 'openharmony'];
const processors = ['arm64', 'x64', 'ia32', 'ppc64', 's390x', 'riscv64', 'loong64', 'mips64el', 'wasm32', 'arm'];

/** What a platform package says of itself in its name: `@swc/core-linux-x64-musl`. */
const entryOf = (name: string, version: string, dev: boolean): Entry => {
	const os = systems.find((each) => name.includes(each));
	const cpu = processors.find((each) => name.includes(each));
	const libc = name.includes('musl') ? 'musl' : 'glibc';
	return {
		version,
		...(cpu ? { cpu: [cpu] } : {}),
		...(dev ? { dev: true } : {}),
		optional: true,
		...(os ? { os: [os] } : {}),
		...(os === 'linux' && /musl|gnu/.test(name) ? { libc: [libc] } : {}),
	};
};

let added = 0;
for (const [path, { optionalDependencies = {}, dev }] of Object.entries(lock.packages)) {
	if (path === '') continue;
	for (const [name, version] of Object.entries(optionalDependencies)) {
		if (lock.packages[`node_modules/${name}`] || lock.packages[`${path}/node_modules/${name}`] || !/^\d+\.\d+\.\d+/.test(version)) continue;
		lock.packages[`node_modules/${name}`] = entryOf(name, version, dev === true);
		added += 1;
	}
}
lock.packages = Object.fromEntries(Object.entries(lock.packages).sort(([a], [b]) => (a < b ? -1 : 1)));
writeFileSync(file, `${JSON.stringify(lock, null, 2)}\n`);
console.log(`${added} platform packages added`);
