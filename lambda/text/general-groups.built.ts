import { packGroups } from './packed-groups.ts';
import table from './synonyms.json' with { type: 'json' };

export default packGroups(Object.values(table).flat());
