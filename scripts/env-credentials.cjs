/**
 * Stands in for @aws-sdk/credential-provider-node in bundles (scripts/bundle.ts). Lambda gives a function its credentials by its environment; the profiles, the
 * sign-in in a browser and the metadata of machines that the whole chain looks for are a quarter of a bundle. Without them a missing variable is an error.
 */
const { fromEnv } = require('@aws-sdk/credential-provider-env');

exports.defaultProvider = () => fromEnv();
