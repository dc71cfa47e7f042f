package dev.glassplane.linux.route;

import dev.glassplane.linux.entry.Entries;
import dev.glassplane.linux.entry.Entry;
import dev.glassplane.linux.entry.EntryTable;
import dev.glassplane.net.Ip;
import java.util.Comparator;
import java.util.List;

/** Addresses on devices that come in great numbers and are the same on many hosts, which then share them. */
public record AddressTable() implements EntryTable<AddressTable.Key, InterfaceAddress> {

    private static final AddressTable TABLE = new AddressTable();

    /** A device has an address once. */
    record Key(String device, Ip ip) {}

    /** @return the entry that puts the address on its device */
    public static Entry<?, ?> entry(InterfaceAddress address) {
        return new Entry<>(TABLE, new Key(address.device(), address.ip()), address, address.origin());
    }

    /** @return the addresses among a host's entries, in the order of their origins */
    public static List<InterfaceAddress> in(Entries entries) {
        return entries.all(TABLE).stream().map(Entry::value)
                .sorted(Comparator.comparing(InterfaceAddress::origin).thenComparing(InterfaceAddress::ip)).toList();
    }
}
