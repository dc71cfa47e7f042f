package dev.glassplane.dns.zone;

import dev.glassplane.dns.corefile.KubernetesSettings;
import dev.glassplane.dns.message.Records;
import dev.glassplane.dns.message.Response;
import dev.glassplane.image.ClusterImage;
import dev.glassplane.net.Ip;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import org.xbill.DNS.CNAMERecord;
import org.xbill.DNS.DClass;
import org.xbill.DNS.NSRecord;
import org.xbill.DNS.Name;
import org.xbill.DNS.PTRRecord;
import org.xbill.DNS.Rcode;
import org.xbill.DNS.Record;
import org.xbill.DNS.SOARecord;
import org.xbill.DNS.SRVRecord;
import org.xbill.DNS.TXTRecord;
import org.xbill.DNS.Type;

/**
 * The plugin's answers, type by type ({@code coredns/coredns: plugin/kubernetes/handler.go, plugin/backend_lookup.go}). Answers are spelled as the
 * question is, as CoreDNS spells them.
 */
public final class KubernetesZone {

    /** Aliases that are followed inside the zone. */
    static final int ALIASES_MAX = 8;
    private static final String BY = "kubernetes";
    private static final String SCHEMA_VERSION = "1.1.0";
    private static final long SCHEMA_TTL = 28_800;
    private static final long NEGATIVE_TTL_MAX = 300;
    private static final long REFRESH = 7200;
    private static final long RETRY = 1800;
    private static final long EXPIRE = 86_400;
    /** Share of 100 that all addresses of a SRV answer have. */
    private static final double WEIGHT = 100.0;

    private final KubernetesSettings settings;
    private final Finder finder;
    private final ReverseZone reverseZone;
    private final Lookup server;
    private final long serial;

    /** @param server the server that the plugin is part of, for names outside its zones */
    public KubernetesZone(KubernetesSettings settings, ClusterImage image, ReverseIndex reverse, Lookup server) {
        this.settings = settings;
        this.finder = new Finder(settings, image, reverse);
        this.reverseZone = new ReverseZone(settings, image, reverse, finder);
        this.server = server;
        this.serial = image.revision().value() & 0xffff_ffffL;
    }

    /** @return every name of a namespace that a Service gives, below the plugin's first zone */
    public List<Name> names(String namespace) {
        return finder.shown(namespace) ? finder.names(namespace) : List.of();
    }

    /** @return what the plugin says, empty if the name is in none of its zones */
    public Optional<Outcome> answer(Name name, int type) {
        Optional<Name> zone = settings.zones().stream().filter(name::subdomain).max(Comparator.comparingInt(Name::labels))
                .map(known -> new Name(name, name.labels() - known.labels()));
        return zone.map(own -> new Question(name, type, own).answer());
    }

    /** The question in the zone, spelled as asked. */
    private final class Question {

        private final Name name;
        private final int type;
        private final Name zone;
        private final boolean apex;
        private Optional<String> unknown = Optional.empty();

        Question(Name name, int type, Name zone) {
            this.name = name;
            this.type = type;
            this.zone = zone;
            this.apex = name.labels() == zone.labels();
        }

        Outcome answer() {
            return switch (type) {
                case Type.AXFR, Type.IXFR -> Outcome.of(Response.Reply.bare(Rcode.REFUSED, false, BY, "the Corefile allows no zone transfers"));
                case Type.SOA -> apex ? found(List.of(soa()), List.of(), "the zone") : empty("only the zone itself has a SOA record");
                case Type.NS -> apex ? nameServers() : exists(find());
                case Type.TXT -> text();
                case Type.PTR -> pointer();
                case Type.A, Type.AAAA -> addresses();
                case Type.SRV -> services();
                case Type.CNAME -> alias();
                default -> exists(find());
            };
        }

        private Found find() {
            return findIn(name, type);
        }

        private Found findIn(Name asked, int askedType) {
            if (isNameServer(asked)) {
                return new Found.Items(reverseZone.nameServers(zone).stream().filter(item -> Records.typeOf(item.ip().orElseThrow()) == askedType).toList(),
                        "the addresses of CoreDNS");
            }
            return switch (QueryName.parse(asked, zone)) {
                case QueryName.Invalid invalid -> new Found.NoName(invalid.why());
                case QueryName.Understood _ when reverseZone.isReverse(zone) && !asked.equals(zone) -> new Found.NoName("only PTR records are in this zone");
                case QueryName.Understood understood -> finder.find(understood.name(), zone);
            };
        }

        private boolean isNameServer(Name asked) {
            return asked.labels() == zone.labels() + 2 && asked.getLabelString(0).equalsIgnoreCase("ns") && asked.getLabelString(1).equalsIgnoreCase("dns");
        }

        private Outcome addresses() {
            return switch (find()) {
                case Found.Items items -> {
                    List<Record> records = addresses(name, items.items(), new ArrayList<>());
                    yield unknown.map(why -> Outcome.of(new Response.NotModelled(why))).orElseGet(() ->
                            records.isEmpty() ? empty(items.of() + " has no " + Type.string(type) + " record") : found(records, List.of(), items.of()));
                }
                case Found.Nothing nothing -> empty(nothing.why());
                case Found.NoName none -> missing(none.why());
            };
        }

        /** Addresses of the asked family, and the chain of aliases that leads to them. */
        private List<Record> addresses(Name owner, List<Item> items, List<Name> followed) {
            List<Record> records = new ArrayList<>();
            Set<Ip> given = new HashSet<>();
            for (Item item : items) {
                if (item.alias().isPresent()) {
                    records.addAll(followed(owner, item.alias().get(), followed));
                } else if (Records.typeOf(item.ip().orElseThrow()) == type && given.add(item.ip().get())) {
                    records.add(Records.address(owner, settings.ttl(), item.ip().get()));
                }
            }
            return records;
        }

        private List<Record> followed(Name owner, Name target, List<Name> followed) {
            if (target.subdomain(owner) || followed.size() >= ALIASES_MAX || followed.contains(target)) {
                return List.of();
            }
            Record alias = new CNAMERecord(owner, DClass.IN, settings.ttl(), target);
            List<Record> records = new ArrayList<>(List.of(alias));
            if (target.subdomain(zone)) {
                List<Name> next = new ArrayList<>(followed);
                next.add(target);
                if (findIn(target, type) instanceof Found.Items items) {
                    records.addAll(addresses(target, items.items(), next));
                }
                return records.size() == 1 ? List.of() : records;
            }
            return switch (server.of(target, type)) {
                case Response.Reply reply -> {
                    records.addAll(reply.answer());
                    yield records;
                }
                case Response.NoReply _ -> List.of();
                case Response.NotModelled notModelled -> {
                    unknown = Optional.of(owner + " is an alias of " + target + ", and " + notModelled.why());
                    yield List.of();
                }
            };
        }

        private Outcome services() {
            return switch (find()) {
                case Found.Items items -> {
                    List<Item> internal = items.items().stream().filter(item -> item.ip().isPresent()).toList();
                    List<Record> records = new ArrayList<>();
                    List<Record> extra = new ArrayList<>();
                    int weight = Math.max(1, (int) Math.floor(WEIGHT / (WEIGHT * internal.size()) * WEIGHT));
                    for (Item item : internal) {
                        if (item.port() != Item.NO_PORT) {
                            addOnce(records, new SRVRecord(name, DClass.IN, settings.ttl(), 0, weight, item.port(), item.name()));
                            addOnce(extra, Records.address(item.name(), settings.ttl(), item.ip().orElseThrow()));
                        }
                    }
                    yield records.isEmpty() ? empty(items.of() + " has no SRV record") : found(records, extra, items.of());
                }
                case Found.Nothing nothing -> empty(nothing.why());
                case Found.NoName none -> missing(none.why());
            };
        }

        private static void addOnce(List<Record> records, Record record) {
            if (!records.contains(record)) {
                records.add(record);
            }
        }

        private Outcome alias() {
            return find() instanceof Found.Items items && !items.items().isEmpty() && items.items().getFirst().alias().isPresent()
                    ? found(List.of(new CNAMERecord(name, DClass.IN, settings.ttl(), items.items().getFirst().alias().get())), List.of(), items.of())
                    : exists(find());
        }

        /** A name with other records has no text; one without any counts as not there, even a namespace. */
        private Outcome text() {
            if (name.labels() == zone.labels() + 1 && name.getLabelString(0).toLowerCase(Locale.ROOT).equals("dns-version")) {
                return found(List.of(new TXTRecord(name, DClass.IN, SCHEMA_TTL, SCHEMA_VERSION)), List.of(), "the version of the DNS schema");
            }
            return switch (find()) {
                case Found.Items items when !items.items().isEmpty() -> empty(items.of() + " has no TXT record");
                case Found.Items items -> missing(items.of() + " has no record");
                case Found.Nothing nothing -> missing(nothing.why());
                case Found.NoName none -> missing(none.why());
            };
        }

        private Outcome pointer() {
            Optional<Ip> ip = Records.reversed(name);
            if (ip.isEmpty()) {
                return exists(find());
            }
            List<Record> records = new ArrayList<>();
            reverseZone.names(ip.get()).forEach(target -> addOnce(records, new PTRRecord(name, DClass.IN, settings.ttl(), target)));
            return records.isEmpty() ? missing("no Service and no ready endpoint has the address " + ip.get()) : found(records, List.of(), "the Services and endpoints at " + ip.get());
        }

        private Outcome nameServers() {
            List<Record> records = new ArrayList<>();
            List<Record> extra = new ArrayList<>();
            for (Item item : reverseZone.nameServers(zone)) {
                addOnce(records, new NSRecord(name, DClass.IN, settings.ttl(), item.name()));
                addOnce(extra, Records.address(item.name(), settings.ttl(), item.ip().orElseThrow()));
            }
            return records.isEmpty() ? empty("no pod of CoreDNS has an address") : found(records, extra, "the Services of CoreDNS");
        }

        /** Whether the name is there, for types that have no records. */
        private Outcome exists(Found found) {
            return switch (found) {
                case Found.Items items -> empty(items.of() + " has no " + Type.string(type) + " record");
                case Found.Nothing nothing -> empty(nothing.why());
                case Found.NoName none -> missing(none.why());
            };
        }

        private Outcome found(List<Record> records, List<Record> extra, String of) {
            return Outcome.of(new Response.Reply(Rcode.NOERROR, true, false, records, List.of(), extra, BY, of));
        }

        private Outcome empty(String why) {
            return Outcome.of(new Response.Reply(Rcode.NOERROR, true, false, List.of(), List.of(soa()), List.of(), BY, why));
        }

        private Outcome missing(String why) {
            return new Outcome(new Response.Reply(Rcode.NXDOMAIN, true, false, List.of(), List.of(soa()), List.of(), BY, why), true);
        }

        private Record soa() {
            return new SOARecord(zone, DClass.IN, Math.min(settings.ttl(), NEGATIVE_TTL_MAX), Records.below("ns.dns", zone), Records.below("hostmaster", zone),
                    serial, REFRESH, RETRY, EXPIRE, settings.ttl());
        }
    }
}
