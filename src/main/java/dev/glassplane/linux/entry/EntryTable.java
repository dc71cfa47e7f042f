package dev.glassplane.linux.entry;

/**
 * Names a keyed table of a kernel machine and the types that it holds; a value with equals, for example a record with the table's name. A
 * table that exists although nothing is in it (an empty set) is itself an entry of another table: the one that declares tables of its kind.
 *
 * @param <K> key: a value with equals and hashCode
 * @param <V> value
 */
public interface EntryTable<K, V> {}
