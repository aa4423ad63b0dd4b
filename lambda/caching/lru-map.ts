/** Sets an entry in a map that holds at most `max` of them: the one that was set longest ago makes room. */
export function setWithEviction<Key, Value>(map: Map<Key, Value>, key: Key, value: Value, max: number): void {
  // A map iterates in insertion order, so a key that is set again must be inserted again.
  map.delete(key);
  if (map.size >= max) map.delete(map.keys().next().value!);
  map.set(key, value);
}
