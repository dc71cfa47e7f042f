package dev.glassplane.dns.corefile;

import java.util.List;
import org.xbill.DNS.Name;

/**
 * For which names a plugin that has nothing asks the next one.
 *
 * @param zones names at or below one of these; empty for none at all
 */
public record Fallthrough(List<Name> zones) {

    /** The plugin's own answer counts. */
    public static final Fallthrough NEVER = new Fallthrough(List.of());
    /** The option without zones. */
    static final Fallthrough ALWAYS = new Fallthrough(List.of(Name.root));

    /** @return whether the next plugin is asked */
    public boolean through(Name name) {
        return zones.stream().anyMatch(name::subdomain);
    }
}
