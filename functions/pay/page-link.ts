/** From the token in a link to what the table knows: token → cookie → hash, each a hash of the one before. The token is stored nowhere. */
import { createHash, randomBytes } from 'node:crypto';

const sha256 = (text: string) => createHash('sha256').update(text);

/** 128 random bits. */
export const newToken = (): string => randomBytes(16).toString('base64url');
/** What the browser keeps: the page's way in, and of no use as a link. */
export const cookieOf = (token: string): string => sha256(`page:${token}`).digest('base64url');
export const hashOf = (cookie: string): string => sha256(cookie).digest('hex');
/** Proves that a form came from our page, which alone could read the cookie's hash into it: browsers send cookies along with others' forms too. */
export const proofOf = (cookie: string): string => sha256(`form:${cookie}`).digest('base64url');
/** Makes each form one: pressed twice, it is the same payment. */
export const newNonce = (): string => randomBytes(9).toString('base64url');
/** Stands for a caller's address where it is counted: the address itself is stored nowhere. */
export const addressName = (address: string): string => sha256(address).digest('base64url').slice(0, 22);
