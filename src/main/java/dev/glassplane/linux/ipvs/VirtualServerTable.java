package dev.glassplane.linux.ipvs;

import dev.glassplane.linux.entry.EntryTable;

/** The one table of virtual servers that a host has. */
public record VirtualServerTable() implements EntryTable<VirtualServerKey, VirtualServer> {

    /** The table. */
    public static final VirtualServerTable VIRTUAL_SERVERS = new VirtualServerTable();
}
