package dev.glassplane.cni.bgp;

import dev.glassplane.linux.netfilter.ConnectionStateWord;
import dev.glassplane.linux.netfilter.Match;
import dev.glassplane.linux.netfilter.Statement;
import java.util.Set;

/** The bits of the packet mark that Felix takes for itself, and conditions on them ({@code iptablesMarkMask: 0xffff0000,
 * felix/dataplane/driver.go}). */
final class Marks {

    static final int ACCEPT = 0x10000;
    static final int PASS = 0x20000;
    static final int DROP = 0x40000;
    /** Says whether all parts of a rule that is cut into several match so far. */
    static final int WHOLE = 0x80000;
    /** Says whether the part matches that is asked now. */
    static final int PART = 0x100000;
    /** Those that Felix clears before it asks policies. */
    static final int ALL = ACCEPT | PASS | WHOLE | PART;

    static final Match ACCEPTED = new Match.MarkIs(ACCEPT, ACCEPT, false);
    static final Match NOT_ACCEPTED = new Match.MarkIs(0, ACCEPT, false);
    static final Match KNOWN = new Match.ConnectionState(Set.of(ConnectionStateWord.RELATED, ConnectionStateWord.ESTABLISHED), false);
    static final Match INVALID = new Match.ConnectionState(Set.of(ConnectionStateWord.INVALID), false);

    private Marks() {}

    static Match has(int bit) {
        return new Match.MarkIs(bit, bit, false);
    }

    static Match hasNot(int bits) {
        return new Match.MarkIs(0, bits, false);
    }

    /** Of several bits one is set. */
    static Match hasAny(int bits) {
        return new Match.MarkIs(0, bits, true);
    }

    static Statement clear(int bits) {
        return new Statement.SetMark(0, bits);
    }

    static Statement set(int bits) {
        return new Statement.SetMark(bits, bits);
    }
}
