/** What we write on Stripe's pages, in the customer's language; everything else there is Stripe's own text. */

type Words = {
	/** One line of the list: an invoice by its number. */
	readonly invoice: (number: string) => string;
	/** One line for many. `count`: in all. */
	readonly invoices: (first: readonly string[], count: number) => string;
	/** Under the payment's amount at a link that asks no more. */
	readonly closed: string;
};

const en: Words = {
	invoice: (number) => `Invoice ${number}`,
	invoices: (first, count) => `Invoices ${first.join(', ')}… (${count} in all)`,
	closed: 'This payment link is closed: what it asked for has changed or is paid. Please use the link in our latest message.',
};
const es: Words = {
	invoice: (number) => `Factura ${number}`,
	invoices: (first, count) => `Facturas ${first.join(', ')}… (${count} en total)`,
	closed: 'Este enlace de pago está cerrado: lo que pedía ha cambiado o ya está pagado. Use el enlace de nuestro último mensaje.',
};
const ru: Words = {
	invoice: (number) => `Счёт № ${number}`,
	invoices: (first, count) => `Счета № ${first.join(', ')}… (всего ${count})`,
	closed: 'Эта ссылка закрыта: сумма изменилась или уже оплачена. Пожалуйста, воспользуйтесь ссылкой из нашего последнего письма.',
};

/** @param tag BCP 47; English where we have no text */
export const wordsOf = (tag: string): Words => (/^es\b/i.test(tag) ? es : /^ru\b/i.test(tag) ? ru : en);
