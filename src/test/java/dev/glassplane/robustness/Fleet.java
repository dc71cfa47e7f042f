package dev.glassplane.robustness;

import dev.glassplane.store.TestDatabase;
import java.net.URI;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicReferenceArray;
import java.util.stream.IntStream;

/** Servers on one database. Clients ask it for an address each time, since servers are killed and come back elsewhere. */
final class Fleet implements AutoCloseable {

    private final List<String> settings;
    private final AtomicReferenceArray<Server> servers;
    private final AtomicReferenceArray<URI> urls;

    private Fleet(List<String> settings, int size) {
        this.settings = settings;
        this.servers = new AtomicReferenceArray<>(size);
        this.urls = new AtomicReferenceArray<>(size);
    }

    /** Starts servers on a new database and waits until all are ready. */
    static Fleet start(TestDatabase database, int size) {
        List<String> settings = new ArrayList<>(Arrays.asList(database.fresh()));
        // Elections as quick as whole seconds allow, or every run would wait for them.
        settings.addAll(List.of("glassplane.leader-election.lease-duration=3s", "glassplane.leader-election.renew-deadline=2s",
                "glassplane.leader-election.retry-period=500ms"));
        Fleet fleet = new Fleet(settings, size);
        try {
            IntStream.range(0, size).forEach(fleet::launch);
            IntStream.range(0, size).forEach(fleet::await);
            return fleet;
        } catch (RuntimeException e) {
            fleet.close();
            throw e;
        }
    }

    private void launch(int index) {
        List<String> own = new ArrayList<>(settings);
        own.add("glassplane.replica-id=r" + index);
        servers.set(index, Server.start(own));
    }

    private void await(int index) {
        urls.set(index, servers.get(index).url());
    }

    int size() {
        return servers.length();
    }

    /** @return address of a server, which may be dead by now */
    URI any() {
        return urls.get(ThreadLocalRandom.current().nextInt(size()));
    }

    URI at(int index) {
        return urls.get(index);
    }

    /** Kills a server; clients go on to find nobody at its address. */
    void kill(int index) {
        servers.get(index).kill();
    }

    /** Starts a killed one again. */
    void restart(int index) {
        launch(index);
        await(index);
    }

    @Override
    public void close() {
        IntStream.range(0, size()).mapToObj(servers::get).filter(server -> server != null).forEach(Server::close);
    }
}
