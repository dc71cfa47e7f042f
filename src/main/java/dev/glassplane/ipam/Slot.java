package dev.glassplane.ipam;

import dev.glassplane.net.Cidr;
import dev.glassplane.net.Ip;
import dev.glassplane.vpc.NetworkInterface.Holder;
import java.time.Instant;

/** What fills one slot of an interface while a pool is worked on: a single address, or a /28 prefix with sixteen. */
final class Slot {

    private final Cidr cidr;
    private final Holder[] holders;
    private final Instant[] restUntil;
    private int assigned;

    /** @param cidr /32 or /28 */
    Slot(Cidr cidr) {
        this.cidr = cidr;
        int size = (int) cidr.size();
        holders = new Holder[size];
        restUntil = new Instant[size];
    }

    Cidr cidr() {
        return cidr;
    }

    boolean prefix() {
        return holders.length > 1;
    }

    int size() {
        return holders.length;
    }

    int assigned() {
        return assigned;
    }

    Holder holder(int index) {
        return holders[index];
    }

    /** @return when the address was or is free again after a pod gave it back; null if no pod ever had it */
    Instant restUntil(int index) {
        return restUntil[index];
    }

    Ip ip(int index) {
        return cidr.at(index);
    }

    /** @return the index of an address of the slot, -1 if it is not in it */
    int index(Ip ip) {
        return cidr.contains(ip) ? (int) (ip.low() - cidr.network().low()) : -1;
    }

    /** An address rests up to and including the end of its time. */
    boolean rests(int index, Instant now) {
        return holders[index] == null && restUntil[index] != null && !now.isAfter(restUntil[index]);
    }

    int resting(Instant now) {
        int resting = 0;
        for (int index = 0; index < holders.length; index++) {
            resting += rests(index, now) ? 1 : 0;
        }
        return resting;
    }

    /** @return the address to give out: the first that rested long enough, else the first that no pod ever had; -1 for none */
    int next(Instant now) {
        if (assigned == holders.length) {
            return -1;
        }
        int fresh = -1;
        for (int index = 0; index < holders.length; index++) {
            if (holders[index] == null) {
                if (restUntil[index] != null && now.isAfter(restUntil[index])) {
                    return index;
                }
                fresh = fresh < 0 && restUntil[index] == null ? index : fresh;
            }
        }
        return fresh;
    }

    /** A null holder leaves the address with the end of its rest, if any. */
    void set(int index, Holder holder, Instant rest) {
        assigned += (holder == null ? 0 : 1) - (holders[index] == null ? 0 : 1);
        holders[index] = holder;
        restUntil[index] = rest;
    }
}
