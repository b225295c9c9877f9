/**
 * The SDK and the axios it really uses. CommonJS on purpose: `import axios` from a module is another instance, whose settings node-quickbooks
 * never sees, and in a bundle a second copy.
 */
const axios = require('axios');

exports.QuickBooks = require('node-quickbooks');
/** node-quickbooks has no timeout of its own: a silent server would hold a worker until the function dies. */
exports.giveUpAfter = (ms) => {
	axios.defaults.timeout = ms;
};
