package dev.glassplane.vpc;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.OptionalLong;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.stereotype.Component;

/** Ids and hardware addresses, drawn from the seed and the names involved, so that a fresh start gives the same ones. */
@Component
public class CloudIds {

    private static final int ID_DIGITS = 17;

    private final long seed;
    private final boolean scatter;

    /**
     * @param seed    {@code glassplane.seed}
     * @param scatter {@code glassplane.vpc.scatter}: whether EC2 picks addresses, and ipamd interfaces, in an order drawn from the seed
     */
    @Autowired
    public CloudIds(@Value("${glassplane.seed:1}") long seed, @Value("${glassplane.vpc.scatter:false}") boolean scatter) {
        this.seed = seed;
        this.scatter = scatter;
    }

    /** @param seed {@code glassplane.seed} */
    public CloudIds(long seed) {
        this(seed, false);
    }

    /** @return the seed of orders that are random in reality, empty if they are fixed (docs/limits.md, fixed-order) */
    public OptionalLong scatter() {
        return scatter ? OptionalLong.of(seed) : OptionalLong.empty();
    }

    /** @return id of an instance, {@code i-} and 17 hex digits */
    public String instance(String node) {
        return "i-0" + digest("instance", node).substring(0, ID_DIGITS - 1);
    }

    /** @return id of a network interface, {@code eni-} and 17 hex digits */
    public String networkInterface(String node, int device) {
        return networkInterface(node, Integer.toString(device));
    }

    /** @return the same of an interface that is told apart by something else */
    public String networkInterface(String node, String what) {
        return "eni-0" + digest("eni", node + "/" + what).substring(0, ID_DIGITS - 1);
    }

    /** @return id of a security group that is told apart by its name, {@code sg-} and 17 hex digits */
    public String securityGroup(String name) {
        return "sg-0" + digest("sg", name).substring(0, ID_DIGITS - 1);
    }

    /** @return a locally administered unicast address, lower case with colons */
    public String mac(String node, int device) {
        return mac(node, Integer.toString(device));
    }

    /** @return the same of an interface that is told apart by something else */
    public String mac(String node, String what) {
        String digits = digest("mac", node + "/" + what);
        StringBuilder mac = new StringBuilder("02");
        for (int octet = 0; octet < 5; octet++) {
            mac.append(':').append(digits, 2 * octet, 2 * octet + 2);
        }
        return mac.toString();
    }

    private String digest(String what, String of) {
        try {
            byte[] text = (seed + "/" + what + "/" + of).getBytes(StandardCharsets.UTF_8);
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(text));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }
}
