import MailComposer from 'nodemailer/lib/mail-composer';
export { GetSendQuotaCommand, SendRawEmailCommand, SESClient } from '@aws-sdk/client-ses';
export { MailComposer };
