/** Finds the ids of users in a text. */
import { isWordBefore, type Find } from './redact.js';

const GUID = '[0-9A-F]{8}(?:-[0-9A-F]{4}){3}-[0-9A-F]{12}';
const KINDS = '(?:acs|spool|orgid|gcch|dod|gcch-acs|dod-acs|teamsvisitor|live|guest)';

/** Each pattern: the prefix that stays, then the id. */
const WHOLE_WORDS: readonly RegExp[] = [
  new RegExp(String.raw`((?:8|28):${KINDS}:)\.?[\w-]+(?:\.[\w-]+)*`, 'gi'),
  new RegExp(`(${KINDS}:)${GUID}(?:_${GUID})?`, 'gi'),
];
const ANYWHERE = new RegExp(`${GUID}_${GUID}`, 'gi');

/** Finds `8:acs:…` and similar ids, and pairs of ids. */
export const findUserIds: Find = ({ text }, mark) => {
  for (const pattern of WHOLE_WORDS) {
    pattern.lastIndex = 0;
    for (let match = pattern.exec(text); match; match = pattern.exec(text)) {
      const [all, before = ''] = match;
      if (isWordBefore(text, match.index)) {
        pattern.lastIndex = match.index + 1;
      } else {
        mark(match.index + before.length, match.index + all.length, '<user id>');
      }
    }
  }
  for (const { 0: all, index } of text.matchAll(ANYWHERE)) {
    mark(index, index + all.length, '<user id>');
  }
};
