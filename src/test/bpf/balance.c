/*
 * A load balancer for tests: finds a service, chooses a backend, translates, remembers the flow and undoes it on answers. It reads and writes maps
 * in the layouts that the Java side has, so that both can be compared byte by byte. IPv4, TCP and UDP, no IP options. Needs no header file.
 */
typedef unsigned char u8;
typedef unsigned short u16;
typedef unsigned int u32;
typedef unsigned long long u64;

#define SECTION(name) __attribute__((section(name), used))
#define INLINE static __attribute__((always_inline))
#define NUMBER(name, value) int (*name)[value]
#define TYPE(name, value) value *name

enum { XDP_ABORTED, XDP_DROP, XDP_PASS, XDP_TX };
enum { HASH = 1, ARRAY = 2, LRU_HASH = 9, LPM_TRIE = 11, HASH_OF_MAPS = 13, NO_PREALLOC = 1 };
enum { TCP = 6, UDP = 17 };
enum { OUT = 0, IN = 1, SERVICE = 4 };
enum { ROUTABLE = 0x40, CHECK_RANGE = 0x80, RANGE_DENIES = 0x40, AFFINITY = 0x10, NODE_PORT_FLOW = 0x20 };
#define TABLE_SIZE 251

static void *(*map_lookup)(void *map, const void *key) = (void *) 1;
static long (*map_update)(void *map, const void *key, const void *value, u64 flags) = (void *) 2;

struct xdp { u32 data, data_end, data_meta, ingress_ifindex, rx_queue_index, egress_ifindex; };
struct service_key { u32 address; u16 port; u16 slot; u8 protocol; u8 scope; u16 pad; };
struct service { u32 backend; u16 count; u16 id; u8 flags; u8 flags2; u16 qcount; };
struct backend { u32 address; u16 port; u8 protocol; u8 state; u16 cluster; u8 zone; u8 pad; };
struct frontend { u32 address; u16 port; } __attribute__((packed));
struct range_key { u32 bits; u16 id; u16 pad; u32 address; };
struct flow_key { u32 first; u32 second; u16 to; u16 from; u8 protocol; u8 flags; } __attribute__((packed));
struct flow { u64 reserved; u64 backend; u64 packets; u64 bytes; u32 lifetime; u16 flags; u16 id; u16 port; u8 tx; u8 rx; u32 identity; u32 last_tx; u32 last_rx; };
struct mapping { u64 created; u64 needs_ct; u64 pad[2]; u32 address; u16 port; u16 end; };
struct settings { u32 slot; u32 source; u32 seed; u32 maglev; };
struct table { u32 backends[TABLE_SIZE]; };

struct { NUMBER(type, HASH); TYPE(key, struct service_key); TYPE(value, struct service); NUMBER(max_entries, 1024); } services SECTION(".maps");
struct { NUMBER(type, HASH); TYPE(key, u32); TYPE(value, struct backend); NUMBER(max_entries, 1024); } backends SECTION(".maps");
struct { NUMBER(type, HASH); TYPE(key, u16); TYPE(value, struct frontend); NUMBER(max_entries, 1024); } reverse_nat SECTION(".maps");
struct { NUMBER(type, LPM_TRIE); TYPE(key, struct range_key); TYPE(value, u8); NUMBER(max_entries, 1024); NUMBER(map_flags, NO_PREALLOC); } ranges SECTION(".maps");
struct { NUMBER(type, LRU_HASH); TYPE(key, struct flow_key); TYPE(value, struct flow); NUMBER(max_entries, 65536); } tracked SECTION(".maps");
struct { NUMBER(type, LRU_HASH); TYPE(key, struct flow_key); TYPE(value, struct mapping); NUMBER(max_entries, 65536); } translated SECTION(".maps");
struct { NUMBER(type, HASH); TYPE(key, u32); TYPE(value, u8); NUMBER(max_entries, 64); } endpoints SECTION(".maps");
struct { NUMBER(type, ARRAY); TYPE(key, u32); TYPE(value, struct settings); NUMBER(max_entries, 1); } config SECTION(".maps");
struct inner { NUMBER(type, ARRAY); NUMBER(key_size, 4); NUMBER(value_size, 4 * TABLE_SIZE); NUMBER(max_entries, 1); };
struct { NUMBER(type, HASH_OF_MAPS); TYPE(key, u16); NUMBER(value_size, 4); NUMBER(max_entries, 64); struct inner *values[]; } maglev SECTION(".maps");

/* The fields of a packet in network order, and where they lie. */
struct view { u8 *ip; u8 *l4; u16 *sum; u32 source; u32 target; u16 from; u16 to; u8 protocol; };

INLINE int parse(struct xdp *ctx, struct view *view) {
    u8 *data = (u8 *) (u64) ctx->data;
    u8 *end = (u8 *) (u64) ctx->data_end;
    if (data + 14 + 20 + 20 > end || data[12] != 8 || data[13] != 0 || data[14] != 0x45) {
        return 0;
    }
    view->ip = data + 14;
    view->l4 = data + 34;
    view->protocol = view->ip[9];
    if (view->protocol != TCP && view->protocol != UDP) {
        return 0;
    }
    view->sum = (u16 *) (view->l4 + (view->protocol == TCP ? 16 : 6));
    view->source = *(u32 *) (view->ip + 12);
    view->target = *(u32 *) (view->ip + 16);
    view->from = *(u16 *) view->l4;
    view->to = *(u16 *) (view->l4 + 2);
    return 1;
}

/* RFC 1624: what a checksum becomes when a field of 16 bits changes. */
INLINE void change(u16 *sum, u16 before, u16 after) {
    u32 total = (u16) ~*sum + (u16) ~before + after;
    total = (total & 0xffff) + (total >> 16);
    total = (total & 0xffff) + (total >> 16);
    *sum = ~total;
}

INLINE void change32(u16 *sum, u32 before, u32 after) {
    change(sum, before & 0xffff, after & 0xffff);
    change(sum, before >> 16, after >> 16);
}

INLINE void set_end(struct view *view, int source, u32 address, u16 port) {
    u32 *field = (u32 *) (view->ip + (source ? 12 : 16));
    u16 *port_field = (u16 *) (view->l4 + (source ? 0 : 2));
    change32((u16 *) (view->ip + 10), *field, address);
    change32(view->sum, *field, address);
    change(view->sum, *port_field, port);
    if (view->protocol == UDP && *view->sum == 0) {
        *view->sum = 0xffff;
    }
    *field = address;
    *port_field = port;
    if (source) {
        view->source = address;
        view->from = port;
    } else {
        view->target = address;
        view->to = port;
    }
}

INLINE int send(struct view *view) {
    u16 *word = (u16 *) (view->ip + 8);
    u16 before = *word;
    if (view->ip[8] <= 1) {
        return XDP_DROP;
    }
    view->ip[8]--;
    change((u16 *) (view->ip + 10), before, *word);
    return XDP_TX;
}

/* Connection tracking names the addresses as an answer has them, but not the ports. */
INLINE struct flow_key flow_of(struct view *view, u8 flags) {
    struct flow_key key = { view->source, view->target, view->to, view->from, view->protocol, flags };
    return key;
}

INLINE u32 rotate(u32 word, int bits) {
    return word << bits | word >> (32 - bits);
}

INLINE u32 jhash3(u32 a, u32 b, u32 c, u32 seed) {
    u32 start = 0xdeadbeef + 12 + seed;
    a += start; b += start; c += start;
    c ^= b; c -= rotate(b, 14);
    a ^= c; a -= rotate(c, 11);
    b ^= a; b -= rotate(a, 25);
    c ^= b; c -= rotate(b, 16);
    a ^= c; a -= rotate(c, 4);
    b ^= a; b -= rotate(a, 14);
    c ^= b; c -= rotate(b, 24);
    return c;
}

INLINE u32 choose(struct view *view, struct service_key *key, struct service *service, struct settings *settings) {
    if (settings->maglev) {
        u16 id = service->id;
        u32 zero = 0;
        void *inner = map_lookup(&maglev, &id);
        struct table *table = inner ? map_lookup(inner, &zero) : 0;
        u16 from = service->flags & AFFINITY ? 0 : view->from;
        u32 slot = jhash3(view->source, (u32) view->to << 16 | from, view->protocol, settings->seed) % TABLE_SIZE;
        __asm__ volatile("" : "+r"(slot)); /* the verifier wants to see the bound checked */
        return table && slot < TABLE_SIZE ? table->backends[slot] : 0;
    }
    key->slot = settings->slot;
    struct service *slot = map_lookup(&services, key);
    return slot ? slot->backend : 0;
}

INLINE int in_range(struct view *view, struct service *service) {
    struct range_key key = { 64, service->id, 0, view->source };
    int listed = map_lookup(&ranges, &key) != 0;
    return listed != ((service->flags2 & RANGE_DENIES) != 0);
}

INLINE int serve(struct view *view, struct service_key *key, struct service *service, struct settings *settings) {
    if (service->flags & CHECK_RANGE && !in_range(view, service)) {
        return XDP_DROP;
    }
    if (!(service->flags & ROUTABLE)) {
        return XDP_DROP;
    }
    struct flow_key asked = flow_of(view, SERVICE);
    struct flow *known = map_lookup(&tracked, &asked);
    u32 id = known ? known->backend : 0;
    struct backend *backend = known ? map_lookup(&backends, &id) : 0;
    if (!backend && service->count > 0) {
        id = choose(view, key, service, settings);
        backend = map_lookup(&backends, &id);
    }
    if (!backend) {
        return XDP_DROP;
    }
    struct flow svc = { .backend = id, .id = service->id };
    map_update(&tracked, &asked, &svc, 0);
    set_end(view, 0, backend->address, backend->port);
    struct flow_key out_key = flow_of(view, OUT);
    struct flow out = { .flags = NODE_PORT_FLOW, .id = service->id };
    map_update(&tracked, &out_key, &out, 0);
    u32 target = view->target;
    if (map_lookup(&endpoints, &target)) {
        return XDP_PASS;
    }
    struct flow_key there = { view->target, view->source, view->to, view->from, view->protocol, OUT };
    struct mapping source = { .address = settings->source, .port = view->from };
    struct flow_key back = { settings->source, view->target, view->from, view->to, view->protocol, IN };
    struct mapping original = { .address = view->source, .port = view->from };
    map_update(&translated, &there, &source, 0);
    map_update(&translated, &back, &original, 0);
    set_end(view, 1, settings->source, view->from);
    return send(view);
}

INLINE int answer(struct view *view) {
    struct flow_key key = { view->target, view->source, view->to, view->from, view->protocol, IN };
    struct mapping *original = map_lookup(&translated, &key);
    if (!original) {
        return XDP_PASS;
    }
    set_end(view, 0, original->address, original->port);
    struct flow_key asked = { view->target, view->source, view->from, view->to, view->protocol, OUT };
    struct flow *flow = map_lookup(&tracked, &asked);
    if (!flow || !(flow->flags & NODE_PORT_FLOW)) {
        return XDP_PASS;
    }
    u16 id = flow->id;
    struct frontend *frontend = map_lookup(&reverse_nat, &id);
    if (frontend) {
        set_end(view, 1, frontend->address, frontend->port);
    }
    return send(view);
}

SECTION("xdp") int balance(struct xdp *ctx) {
    struct view view = {};
    u32 zero = 0;
    struct settings *settings = map_lookup(&config, &zero);
    if (!settings || !parse(ctx, &view)) {
        return XDP_PASS;
    }
    struct service_key key = { view.target, view.to, 0, view.protocol, 0, 0 };
    struct service *service = map_lookup(&services, &key);
    if (service) {
        return serve(&view, &key, service, settings);
    }
    struct service_key wildcard = { view.target, 0, 0, 0, 0, 0 };
    if (map_lookup(&services, &wildcard)) {
        return XDP_DROP;
    }
    return answer(&view);
}

char license_text[] SECTION("license") = "GPL";
