export { AccountingApi } from 'xero-node/dist/gen/api/accountingApi';
export declare const giveUpAfter: (ms: number) => void;
