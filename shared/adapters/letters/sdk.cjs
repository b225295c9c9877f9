/** What turns a text with places into a letter: 180 KB that only a function about to write one reads. */
const { Liquid } = require('liquidjs');
const MarkdownIt = require('markdown-it');

exports.Liquid = Liquid;
exports.MarkdownIt = MarkdownIt;
