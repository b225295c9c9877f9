/** SES and what writes a mail's MIME: 450 KB that only a function about to send one reads. */
const { GetSendQuotaCommand, SendRawEmailCommand, SESClient } = require('@aws-sdk/client-ses');
const composer = require('nodemailer/lib/mail-composer');

exports.GetSendQuotaCommand = GetSendQuotaCommand;
exports.SendRawEmailCommand = SendRawEmailCommand;
exports.SESClient = SESClient;
// A bundler that prefers modules gives the class by its name, Node gives it as it is.
exports.MailComposer = composer.default ?? composer;
