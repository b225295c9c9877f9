// The SDK and the very axios it uses. It has to be CommonJS: an ESM `import axios` is another instance, whose settings node-quickbooks never sees.
const QuickBooks = require('node-quickbooks');
const axios = require('axios');

/** @param {number} ms node-quickbooks has no timeout of its own: a silent server would hold a worker until Lambda ends it */
const setTimeoutMs = (ms) => {
	axios.defaults.timeout = ms;
};

module.exports = { QuickBooks, setTimeoutMs };
