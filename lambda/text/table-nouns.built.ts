import table from './synonyms.json' with { type: 'json' };

const entries = Object.values(table).flat().join(' ').split(' ');

/** The Korean nouns of the table, including those that form a verb with 하다. */
export default [...new Set(entries.map((entry) => entry.replace(/하-$/, '')))]
  .filter((entry) => /^[가-힣]{2,}$/.test(entry))
  .join(' ');
