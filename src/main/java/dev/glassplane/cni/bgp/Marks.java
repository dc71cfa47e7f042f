package dev.glassplane.cni.bgp;

import dev.glassplane.linux.netfilter.ConnectionStateWord;
import dev.glassplane.linux.netfilter.Match;
import dev.glassplane.linux.netfilter.Statement;
import java.util.Set;

/** The bits of the packet mark that Felix takes for itself, and conditions on them ({@code iptablesMarkMask: 0xffff0000}). */
final class Marks {

    static final int ACCEPT = 0x10000;
    static final int PASS = 0x20000;
    static final int ALL = 0xf0000;

    static final Match ACCEPTED = new Match.MarkIs(ACCEPT, ACCEPT, false);
    static final Match NOT_ACCEPTED = new Match.MarkIs(0, ACCEPT, false);
    static final Match KNOWN = new Match.ConnectionState(Set.of(ConnectionStateWord.RELATED, ConnectionStateWord.ESTABLISHED), false);
    static final Match INVALID = new Match.ConnectionState(Set.of(ConnectionStateWord.INVALID), false);

    private Marks() {}

    static Statement clear(int bits) {
        return new Statement.SetMark(0, bits);
    }

    static Statement set(int bits) {
        return new Statement.SetMark(bits, bits);
    }
}
