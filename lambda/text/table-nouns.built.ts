import table from './synonyms.json' with { type: 'json' };

const entries = Object.values(table).flat().join(' ').split(' ');

/** The Korean nouns of the table, and those that are verbs with 하다 in it. */
export default [...new Set(entries.map((entry) => entry.replace(/하-$/, '')))]
  .filter((entry) => /^[가-힣]{2,}$/.test(entry))
  .join(' ');
