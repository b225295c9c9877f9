import { notices } from './notices-es.ts';
import { phrases } from './phrases.ts';
import type { Texts } from './texts.ts';

const { wrong, asOf, onItsWay } = phrases.es;

const before = `subject: {% if past > 0 %}{{ count | counted: "factura abierta", "facturas abiertas" }} ({{ asked }}){% elsif count == 1 %}La factura {{ number }} vence el {{ due }}{% else %}{{ count | counted: "factura", "facturas" }} con vencimiento hasta el {{ lastDue }}{% endif %}
---
Buenos días:

{% if past > 0 %}Esto es lo que {{ customer }} tiene pendiente con {{ seller }}, incluido lo que vence en los próximos días.{% elsif count == 1 %}Una factura de {{ seller }} a {{ customer }} vence el {{ due }}.{% else %}{{ count | counted: "factura", "facturas" }} de {{ seller }} a {{ customer }} {{ count | plural: "vence", "vencen" }} a más tardar el {{ lastDue }}.{% endif %}

[invoices]

[pay]

**¿Le falta algo por su parte**, un número de pedido o una copia, para poder pagar? Díganoslo ahora, que aún hay tiempo.

${wrong}

${onItsWay}

${asOf}
`;

const soft = `subject: {% if count == 1 %}Factura {{ number }}: ¿podría confirmarnos el pago?{% else %}{{ count | counted: "factura", "facturas" }}: ¿podría confirmarnos el pago?{% endif %}
---
Buenos días:

{% if count == 1 %}La factura {{ number }} de {{ seller }} a {{ customer }} venció el {{ due }} y todavía no vemos el pago.{% else %}{{ past | counted: "factura", "facturas" }} de {{ seller }} a {{ customer }} {{ past | plural: "ha", "han" }} superado su vencimiento y todavía no vemos el pago.{% endif %} Quizá se trate de un simple descuido.

[invoices]

[pay]

${onItsWay}

${wrong}

${asOf}
`;

const reminder = `subject: {% if count == 1 %}Factura {{ number }} vencida ({{ asked }}){% else %}{{ past | counted: "factura vencida", "facturas vencidas" }}{% if coming == 0 %} ({{ asked }}){% endif %}{% endif %}
---
Buenos días:

{{ past | counted: "factura", "facturas" }} de {{ seller }} a {{ customer }} {{ past | plural: "está vencida", "están vencidas" }}. Le rogamos que realice el pago o nos indique qué día podemos esperarlo.

[invoices]

[pay]

${onItsWay}

${wrong}

${asOf}
`;

const firm = `subject: Solicitamos su respuesta a más tardar el {{ answerBy }}: facturas vencidas
---
Buenos días:

{{ past | counted: "factura", "facturas" }} de {{ seller }} a {{ customer }} {{ past | plural: "sigue pendiente", "siguen pendientes" }} después de su vencimiento.{% if hasEarlier %} Le escribimos sobre este asunto en estas fechas: {{ earlier }}.{% endif %}

**Le rogamos que pague o nos responda a más tardar el {{ answerBy }}.** Si para entonces no hemos tenido noticias suyas, una persona de {{ seller }} se pondrá en contacto con usted.

[invoices]

[pay]

${onItsWay}

${wrong}

Si no puede pagar todo de una vez, díganos qué es posible y cuándo.

${asOf}
`;

const final = `subject: Último aviso antes de trasladar el expediente
---
Buenos días:

{{ past | counted: "factura", "facturas" }} de {{ seller }} a {{ customer }} {{ past | plural: "sigue pendiente", "siguen pendientes" }} mucho después de su vencimiento.{% if hasEarlier %} Le escribimos sobre este asunto en estas fechas: {{ earlier }}.{% endif %}

**El último día para pagar o responder es el {{ answerBy }}.** Después, la dirección de {{ seller }} decidirá cómo seguir, y se le informará antes de hacer nada. Todavía no hay nada decidido.

[invoices]

[pay]

Si no puede pagar todo de una vez, le ofrecemos acordar un pago a plazos: díganos qué es posible y cuándo.

${wrong}

${onItsWay}

${asOf}
`;

const receipt = `subject: Gracias: hemos recibido {{ paid }}
---
Buenos días:

Gracias: {{ seller }} ha recibido {{ paid }} de {{ customer }}, con fecha {{ on }} y mediante {{ method }}.

[paid]

[see]

${wrong}

${asOf}
`;

const theLedgers = `{{ count | plural: "este libro contable", "estos libros contables" }}`;
const whoGetsIt = `Recibe este correo porque se ocupa de los libros contables de {{ company }} en Cobro. No le pide ninguna contraseña ni ningún pago, y las respuestas no se leen.`;

const lost = `subject: {% if again %}Sigue sin conexión: {% else %}Hay que volver a conectar: {% endif %}{% if count == 1 %}{{ ledgers }}{% else %}{{ count | counted: "libro contable", "libros contables" }}{% endif %} ({{ provider }})
---
Buenos días:

{{ provider }} ya no acepta el permiso con el que Cobro lee ${theLedgers} de {{ company }}:

**{{ ledgers }}**

Es así desde el {{ at }}.

**Lo que sigue en pie:** todo lo leído se conserva y se muestra, con los datos de la última lectura. Los clientes pueden abrir sus páginas y pagar, y lo que pagan se recibe.

**Lo que espera:** no se envían correos a los clientes de ${theLedgers} ni se registran pagos en {{ provider }} hasta que se {{ count | plural: "pueda leer", "puedan leer" }} de nuevo.

**Qué hacer:** abra Cobro, pulse «Reconnect {{ provider }}» y dé su permiso allí. Es cosa de un minuto, y la lectura continúa donde estaba.

[hub]

{% if last %}Este es el último correo sobre ello.{% else %}Si nadie lo hace, volveremos a escribir a los tres días y a los siete días de haber empezado.{% endif %}

${whoGetsIt}
`;

const ending = `subject: {% if count == 1 %}{{ ledgers }}{% else %}{{ count | counted: "libro contable", "libros contables" }}{% endif %} ({{ provider }}): el permiso de lectura termina pronto
---
Buenos días:

El permiso con el que Cobro lee ${theLedgers} de {{ company }} termina el {{ at }}:

**{{ ledgers }}**

{{ provider }} da este permiso por un tiempo limitado, y no podemos prolongarlo nosotros. Hasta entonces todo sigue como siempre.

**Si nadie hace nada hasta entonces:** no se pierde nada, pero los datos quedan en los de la última lectura, no se envían correos a los clientes de ${theLedgers} ni se registran pagos en {{ provider }}.

**Qué hacer:** abra Cobro, pulse «Connect {{ provider }}» y dé de nuevo su permiso para {{ count | plural: "la misma organización", "las mismas organizaciones" }}. Es cosa de un minuto y no interrumpe nada.

[hub]

{% if last %}Este es el último correo antes de que termine.{% else %}Si nadie lo hace, escribiremos una vez más tres días antes.{% endif %}

${whoGetsIt}
`;

const asked = `subject: Otra empresa solicita {{ ledgers }} ({{ provider }})
---
Buenos días:

Alguien ha dado permiso en {{ provider }} para que Cobro lea una organización por cuenta de otra empresa, y esa organización es de {{ company }}:

**{{ ledgers }}**

**Quién la solicita:** {{ person }}, por la empresa **{{ asker }}**. No sabemos más de ellos, y ellos no reciben ningún dato de ustedes.

**Qué pasa ahora:** nada. La organización sigue conectada a su empresa, y no se lee nada para la otra si ustedes no están de acuerdo.

**Qué hacer:** abra Cobro y responda sí o no. Hace falta el rol «owner». Si acepta, su empresa deja de leer esta organización y pasa a leerla la otra. Si nadie responde antes del {{ at }}, la solicitud termina y no cambia nada.

Si no sabe quiénes son, responda que no, y revise en {{ provider }} quién puede entrar en esta organización.

[hub]

${whoGetsIt}
`;

const answered = `subject: {% if outcome == "agreed" %}Ya es suya{% else %}Sin cambios{% endif %}: {{ ledgers }} ({{ provider }})
---
Buenos días:

Su empresa, {{ company }}, solicitó una organización que otra empresa tiene conectada:

**{{ ledgers }}**

{% if outcome == "agreed" %}Su propietario aceptó el {{ at }}. Ahora es suya, y la primera lectura ha comenzado.{% elsif outcome == "refused" %}Su propietario respondió que no el {{ at }}. No se ha leído nada, y el permiso que ustedes dieron se ha borrado aquí. Pueden volver a solicitarla pasado un día.{% elsif outcome == "expired" %}Nadie respondió antes del {{ at }}. No se ha leído nada, y el permiso que ustedes dieron se ha borrado aquí. Pueden volver a solicitarla pasado un día.{% else %}Desde el {{ at }} esa solicitud ya no vale: la organización ya no está conectada allí, o el permiso de ustedes ha terminado. No se ha leído nada. Pulse «Connect {{ provider }}» si todavía la quieren.{% endif %}

[hub]

${whoGetsIt}
`;

const invitation = `subject: {{ person }} le invita a {{ company }} en Cobro
---
Buenos días:

{{ person }} le invita a trabajar en Cobro para la empresa **{{ company }}**. Cobro lleva el control de lo que los clientes tienen pendiente.

[join]

**Cómo funciona:** la página del botón indica quién le invita. Inicie sesión allí con esta misma dirección de correo y ya formará parte de la empresa. El enlace es solo para usted, sirve una vez y hasta el {{ until }}.

**Si no conoce a {{ person }},** no haga nada: no pasará nada, y este es el único correo salvo que le vuelvan a escribir.

Este correo no le pide ningún pago, ni más contraseña que la del propio inicio de sesión. Las respuestas no se leen.
`;

export const es: Texts = {
	consent: { lost, ending, asked, answered },
	invitation,
	letters: { before, soft, reminder, firm, final, receipt },
	notices,
	labels: {
		invoice: 'Factura',
		open: 'Pendiente',
		paid: 'Pagado',
		toPay: 'A pagar ahora',
		numbered: (number) => number,
		noNumber: 'sin número',
		reference: (text) => `Su referencia: ${text}`,
		dates: (issued, due) => `Emitida el ${issued}, vencimiento el ${due}`,
		agreedDates: (issued, due) => `Emitida el ${issued}, pago acordado para el ${due}`,
		rest: {
			clarified: (asked, open) => `${asked} de ${open}; el resto se está aclarando`,
			later: (asked, open) => `${asked} de ${open}; el resto no se reclama ahora`,
		},
		dueToday: 'hoy',
		late: ['día desde el vencimiento', 'días desde el vencimiento'],
		total: (amount) => `Total ${amount}`,
		more: (count) => `… y ${count} más, todas en la página`,
		openOnThese: 'Pendiente en estas facturas',
		credits: 'Sus saldos a favor, ya descontados',
		creditsApart: 'Sus saldos a favor, aún no aplicados a estas facturas',
		held: 'Sus pagos en camino, ya descontados arriba',
		asked: 'Total a pagar',
		received: 'Recibido',
		onAccount: 'Queda a su favor',
		remaining: 'Queda pendiente',
		nothingRemains: 'No queda nada pendiente.',
		pay: 'Ver las facturas y pagar',
		see: 'Ver su cuenta',
		hub: 'Abrir Cobro',
		join: 'Ver la invitación',
		amount: 'Importe',
		instalments: 'Plazos',
		instalment: (n, of) => `Plazo ${n} de ${of}`,
		payBy: (day) => `A pagar a más tardar el ${day}`,
		inAll: 'En total',
		taxId: (id) => `Identificación fiscal: ${id}`,
		methods: {
			card: 'tarjeta',
			link: 'Link',
			sepa_debit: 'domiciliación SEPA',
			bacs_debit: 'domiciliación Bacs',
			acss_debit: 'adeudo preautorizado',
			us_bank_account: 'adeudo en cuenta',
			au_becs_debit: 'domiciliación BECS',
			pay_by_bank: 'transferencia bancaria',
			customer_balance: 'transferencia bancaria',
			other: 'pago en línea',
		},
		ending: (method, last4) => `${method} (terminación ${last4})`,
	},
};
