/** S3's client and its presigner: as much code as a whole function, loaded when the first file is touched. */
exports.s3 = require('@aws-sdk/client-s3');
exports.getSignedUrl = require('@aws-sdk/s3-request-presigner').getSignedUrl;
