/** Stands in for form-data in bundles (scripts/bundle.ts). */
module.exports = class FormData {
	constructor() {
		throw new Error('Multipart bodies are not bundled: see scripts/bundle.ts.');
	}
};
