import type { AskWords } from './ask-word-shape.ts';
import { askEn } from './ask-words-en.ts';
import { askEs } from './ask-words-es.ts';
import { askRu } from './ask-words-ru.ts';
import type { Voice } from './figures.ts';
import type { Language } from './word-shape.ts';

export const askCatalogue: Readonly<Record<Language, AskWords>> = { en: askEn, es: askEs, ru: askRu };

export const askWordsOf = ({ language }: Pick<Voice, 'language'>): AskWords => askCatalogue[language];
