package dev.glassplane.linux.route;

/** Prints permanent neighbours as {@code ip neigh show} of iproute2 6.1 does, trailing blank included. */
public final class IpNeighShow {

    private IpNeighShow() {}

    /** @return one line a neighbour; entries that the kernel would learn by itself are not modelled */
    public static String print(RoutingTables tables) {
        StringBuilder text = new StringBuilder();
        tables.neighbors().forEach(neighbor -> text.append(neighbor.ip()).append(" dev ").append(neighbor.device()).append(" lladdr ")
                .append(neighbor.mac()).append(" PERMANENT \n"));
        return text.toString();
    }
}
