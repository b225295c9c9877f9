export { QuickBooks } from 'node-quickbooks';
export declare const giveUpAfter: (ms: number) => void;
