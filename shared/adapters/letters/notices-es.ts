import type { NoticeName } from '../../domain/notice.ts';
import { phrases } from './phrases.ts';

const { wrong, asOf, onItsWay } = phrases.es;

const letter = (subject: string, ...paragraphs: readonly string[]): string =>
	`subject: ${subject}\n---\nBuenos días:\n\n${[...paragraphs, wrong, asOf].join('\n\n')}\n`;

const few = `{{ count | plural: "la factura", "las facturas" }} {{ numbers }}`;
/** In a sentence, and in a subject. */
const these = `{% if count > 5 %}{{ count | counted: "factura", "facturas" }}{% else %}${few}{% endif %}`;
const short = `{% if count == 1 %}la factura {{ numbers }}{% else %}{{ count | counted: "factura", "facturas" }}{% endif %}`;
const parties = `de {{ seller }} a {{ customer }}`;
const asIssued = `{{ count | plural: "Debe pagarse tal como se emitió.", "Deben pagarse tal como se emitieron." }}`;
const tellUs = `Si no está de acuerdo o necesita algo más, díganoslo.`;

export const notices: Readonly<Record<NoticeName, string>> = {
	'dispute-received': letter(
		`Hemos recibido su consulta sobre ${short}`,
		`Gracias por decírnoslo. {{ seller }} ha tomado nota de lo que {{ customer }} indica sobre ${these}, y lo estamos revisando.`,
		'[invoices]',
		`{% if hasBy %}**Tendrá una respuesta a más tardar el {{ by }}.** {% endif %}Hasta entonces no le pediremos este importe. El resto de lo pendiente en la factura no cambia.`,
		'[see]',
	),
	'dispute-credited': letter(
		`Nuestra respuesta sobre ${short}: {{ amount }} acreditados`,
		`Hemos revisado su consulta sobre ${these} ${parties} y le hemos acreditado {{ amount }}.{% if rebill %} Recibirá una factura corregida.{% endif %}`,
		'[invoices]',
		`{% if hasOpen %}Queda pendiente en la factura: {{ open }}.{% else %}No queda nada pendiente en la factura.{% endif %} Gracias por su paciencia.`,
		'[see]',
	),
	'dispute-upheld': letter(
		`Nuestra respuesta sobre ${short}`,
		`Hemos revisado su consulta sobre ${these} ${parties} y, por lo que vemos, la factura es correcta.`,
		'[invoices]',
		`${asIssued} ${tellUs}`,
		'[see]',
	),
	'dispute-closed': letter(
		`Su consulta sobre ${short} está cerrada`,
		`La consulta sobre ${these} ${parties} está cerrada: ya no está en pie. ${asIssued}`,
		'[invoices]',
		tellUs,
		'[see]',
	),
	'promise-noted': letter(
		`Anotado: {{ amount }} a más tardar el {{ by }}`,
		`Gracias por avisarnos. Hemos anotado que {{ customer }} pagará a {{ seller }} {{ amount }} a más tardar el {{ by }}, por ${these}.`,
		'[invoices]',
		`Hasta entonces no le recordaremos este importe. Si surge algún imprevisto, díganoslo antes de ese día.`,
		'[see]',
	),
	'promise-broken': letter(
		`Esperábamos {{ amount }} a más tardar el {{ by }}`,
		`Nos había indicado que {{ customer }} pagaría a {{ seller }} {{ amount }} a más tardar el {{ by }}, y todavía no vemos todo el pago. Esto debe pagarse ahora:`,
		'[invoices]',
		'[pay]',
		`Le rogamos que realice el pago o nos indique qué día podemos esperarlo.`,
		onItsWay,
	),
	'proposal-received': letter(
		`Hemos recibido su propuesta para ${short}`,
		`Gracias. {{ seller }} ha recibido la propuesta de {{ customer }} para ${these}.`,
		'[invoices]',
		`{% if hasBy %}**Tendrá una respuesta a más tardar el {{ by }}.** {% endif %}Todavía no hay nada acordado.`,
		'[see]',
	),
	declined: letter(
		`Nuestra respuesta a su propuesta para ${short}`,
		`Gracias por su propuesta para ${these} ${parties}: en esa forma no podemos aceptarla. ${asIssued}`,
		'[invoices]',
		`Si le es posible otra cosa, díganos qué y cuándo: buscaremos juntos una solución.`,
		'[see]',
	),
	'plan-offered': letter(
		`Pago a plazos: {{ amount }}`,
		`{{ seller }} ofrece a {{ customer }} pagar ${these} en {{ instalments | counted: "plazo", "plazos" }}:`,
		'[invoices]',
		`**Le rogamos que nos diga{% if hasBy %}, a más tardar el {{ by }},{% endif %} si está de acuerdo.** Hasta entonces no le recordaremos este importe.`,
		'[see]',
	),
	'plan-agreed': letter(
		`Acordado: {{ amount }} en {{ instalments | counted: "plazo", "plazos" }}`,
		`{{ seller }} y {{ customer }} han acordado el pago de ${these} en {{ instalments | counted: "plazo", "plazos" }}:`,
		'[invoices]',
		`Mientras cada plazo se pague en su fecha, no le recordaremos nada más de esto. Si surge algún imprevisto, díganoslo antes de ese día.`,
		'[see]',
	),
	'plan-resumed': letter(
		`Sus plazos siguen adelante`,
		`La consulta sobre ${these} ${parties} está resuelta, así que siguen adelante los plazos acordados:`,
		'[invoices]',
		`Lo que ya ha pagado cuenta.`,
		'[see]',
	),
	'plan-ended': letter(
		`Su plan de pago a plazos ha terminado`,
		`Los plazos que {{ seller }} y {{ customer }} habían acordado para ${these} han terminado. Esto debe pagarse tal como se emitió:`,
		'[invoices]',
		`Lo que ya ha pagado cuenta. Si necesita otra forma de pago, díganoslo.`,
		'[see]',
	),
	'plan-completed': letter(
		`Gracias: todos los plazos están pagados`,
		`Gracias: {{ customer }} ha pagado a {{ seller }} todos los plazos de ${these}.`,
		'[see]',
	),
	'plan-missed': letter(
		`Su plan de pago a plazos ya no está en pie`,
		`Habíamos acordado con {{ customer }} el pago a plazos de ${these}, y no vemos lo que ya debería haber llegado. Por eso el plan ya no está en pie. Esto debe pagarse ahora a {{ seller }}:`,
		'[invoices]',
		'[pay]',
		`Le rogamos que realice el pago o nos diga qué es posible y cuándo.`,
		onItsWay,
	),
	'offer-withdrawn': letter(
		`Nuestra oferta para ${short} ya no está en pie`,
		`La oferta que {{ seller }} hizo a {{ customer }} para ${these} ya no está en pie. ${asIssued}`,
		'[invoices]',
		`Si le es posible otra cosa, díganos qué y cuándo.`,
		'[see]',
	),
	'extension-agreed': letter(
		`Acordado: pago de ${short} a más tardar el {{ by }}`,
		`{{ seller }} y {{ customer }} han acordado una nueva fecha: ${these} {{ count | plural: "debe pagarse", "deben pagarse" }} a más tardar el **{{ by }}**.`,
		'[invoices]',
		`Hasta entonces no le enviaremos recordatorios al respecto.`,
		'[see]',
	),
	'extension-ended': letter(
		`El aplazamiento de ${short} ya no está en pie`,
		`La fecha posterior que {{ seller }} y {{ customer }} habían acordado para ${these} ya no está en pie. ${asIssued}`,
		'[invoices]',
		`Si necesita otra fecha, díganoslo.`,
		'[see]',
	),
	'settlement-offered': letter(
		`Nuestra oferta: {{ amount }} a más tardar el {{ by }} y ${short} {{ count | plural: "queda saldada", "quedan saldadas" }}`,
		`{{ seller }} ofrece a {{ customer }}: si **{{ amount }}** llega a más tardar el **{{ by }}**, acreditamos el resto y ${these} {{ count | plural: "queda saldada", "quedan saldadas" }}.`,
		'[invoices]',
		`No hace falta que responda: basta con pagar este importe en ese plazo. Hasta entonces no le enviaremos recordatorios al respecto.`,
		'[pay]',
	),
	'settlement-closed': letter(
		`Gracias: ${short} {{ count | plural: "queda saldada", "quedan saldadas" }}`,
		`Gracias: {{ customer }} ha pagado a {{ seller }} lo acordado por ${these}, y hemos acreditado el resto.`,
		'[see]',
	),
	'set-off-done': letter(
		`Compensado según lo acordado: {{ amount }}`,
		`Según lo acordado, hemos compensado {{ amount }} de ${these} ${parties} con lo que le debemos.`,
		'[invoices]',
		`{% if hasOpen %}Queda pendiente: {{ open }}.{% else %}No queda nada pendiente.{% endif %}`,
		'[see]',
	),
	'reward-offered': letter(
		`{{ amount }} acreditados por pagar a más tardar el {{ by }}`,
		`{{ seller }} ofrece a {{ customer }}: si ${these} {{ count | plural: "queda pagada por completo", "quedan pagadas por completo" }} a más tardar el **{{ by }}**, le acreditamos **{{ amount }}**.`,
		'[invoices]',
		`No hace falta que responda. El vencimiento sigue siendo el mismo.`,
		'[see]',
	),
	'reward-granted': letter(
		`Gracias por pagar a tiempo: {{ amount }} acreditados`,
		`Gracias: {{ customer }} pagó a tiempo y {{ seller }} le ha acreditado {{ amount }}, según lo acordado.`,
		'[see]',
	),
	code: `subject: Su código para {{ seller }}
---
Buenos días:

Este es el código de {{ customer }} que se pidió en una página de {{ seller }}:

**{{ code }}**

Es válido hasta el {{ until }} y solo en esa página. Nadie de nuestra parte se lo pedirá por teléfono ni por correo.

Si usted no lo ha pedido, no tiene que hacer nada: sin él no se cambia nada.
`,
};
