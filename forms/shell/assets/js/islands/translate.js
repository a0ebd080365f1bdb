// bpmn.io in Chinese: the community's file, then what it lacks.
import chinese from 'bpmn-js-i18n/translations/zn.js';
import { missing } from './missing-zh.js';

const isChinese = document.documentElement.lang.startsWith('zh');

export function translate(template, replacements = {}) {
  const text = isChinese ? missing[template] ?? chinese[template] ?? template : template;
  return text.replace(/{([^}]+)}/g, (_, key) => replacements[key] ?? `{${key}}`);
}

export default { translate: ['value', translate] };
