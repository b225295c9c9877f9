/** What stands in every letter of a language. */
export const phrases = {
	en: {
		wrong: `**Is something not right?** {% if canReply %}Just reply to this mail and tell us which invoice and why.{% else %}Please get in touch with {{ seller }} the way you usually do: replies to this mail are not read.{% endif %}`,
		asOf: `These figures are as of {{ asOf }}. We never announce new bank details by email: if a mail says so, call the number you already have for us.`,
		onItsWay: `If the payment is already on its way, please ignore this mail, and thank you.`,
	},
	es: {
		wrong: `**¿Hay algo que no sea correcto?** {% if canReply %}Responda a este correo e indíquenos de qué factura se trata y por qué.{% else %}Póngase en contacto con {{ seller }} por la vía habitual: las respuestas a este correo no se leen.{% endif %}`,
		asOf: `Datos a {{ asOf }}. Nunca comunicamos nuevos datos bancarios por correo electrónico: si recibe un correo así, llámenos al número que ya conoce.`,
		onItsWay: `Si el pago ya está en camino, no tenga en cuenta este correo; muchas gracias.`,
	},
	ru: {
		wrong: `**Что-то неверно?** {% if canReply %}Ответьте на это письмо и напишите, о каком счёте идёт речь и что в нём не так.{% else %}Свяжитесь с нами привычным Вам способом: ответы на это письмо не читаются.{% endif %}`,
		asOf: `Данные по состоянию на {{ asOf }}. Мы никогда не сообщаем о новых банковских реквизитах по электронной почте: получив такое письмо, позвоните нам по номеру, который Вам уже известен.`,
		onItsWay: `Если платёж уже отправлен, не обращайте внимания на это письмо. Спасибо!`,
		/** Apart, since names in the middle of a sentence would have to be declined. */
		parties: `Продавец: {{ seller }}\\
Покупатель: {{ customer }}`,
	},
} as const;
