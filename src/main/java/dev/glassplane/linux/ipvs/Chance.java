package dev.glassplane.linux.ipvs;

import dev.glassplane.net.IpPort;
import java.util.List;
import java.util.OptionalInt;
import org.apache.commons.numbers.fraction.BigFraction;

/** Decides between real servers that a scheduler gives their turns. */
@FunctionalInterface
public interface Chance {

    /** Always what the kernel would do with the connections that it knows; the first option where it draws. */
    Chance AS_SETTLED = (shares, options, settled) -> settled.orElse(0);

    /**
     * @param shares  of new connections that each option gets in the long run; they sum to 1
     * @param options the real servers
     * @param settled the option that the connections known so far make it; empty if the kernel itself draws
     * @return index of the option taken
     */
    int choose(List<BigFraction> shares, List<IpPort> options, OptionalInt settled);
}
