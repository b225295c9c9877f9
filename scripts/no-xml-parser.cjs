/**
 * Stands in for fast-xml-parser in bundles (scripts/bundle.ts). node-quickbooks makes a parser when it is loaded, for two calls of 2013 that nobody here makes;
 * it would expand the entities of a DTD that a stranger wrote.
 */
exports.XMLParser = class XMLParser {
	parse() {
		throw new Error('No XML parser is bundled: see scripts/bundle.ts.');
	}
};
