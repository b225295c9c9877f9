/** Stripe's SDK in a file of its own, read when it is first needed (scripts/bundle.ts). */
exports.Stripe = require('stripe');
