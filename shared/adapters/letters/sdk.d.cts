export { Liquid } from 'liquidjs';
export { default as MarkdownIt } from 'markdown-it';
