/** Sets an entry in a map that holds at most `max` of them: the one that was set longest ago makes room. */
export function setWithEviction<Key, Value>(map: Map<Key, Value>, key: Key, value: Value, max: number): void {
  // A map remembers the order in which keys came in, so a key that is set again has to come in again.
  map.delete(key);
  if (map.size >= max) map.delete(map.keys().next().value!);
  map.set(key, value);
}
