package dev.glassplane.linux.ipvs;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import org.apache.commons.numbers.fraction.BigFraction;

/** {@code twos}: two draws by weight, and of the two the less loaded ({@code linux: net/netfilter/ipvs/ip_vs_twos.c}). */
final class TwoChoices implements SchedulerRule {

    @Override
    public Optional<Scheduled> schedule(List<Destination> list, Request request, Chance chance) {
        List<Destination> usable = Destination.usable(list);
        if (usable.isEmpty()) {
            return Optional.empty();
        }
        if (usable.size() == 1) {
            return Optional.of(Scheduled.certain(usable.getFirst(), "twos: the only one"));
        }
        List<BigFraction> shares = shares(usable);
        int first = draw(usable, shares, chance);
        Destination one = usable.get(first);
        if (one.overhead() == 0) {
            return Optional.of(new Scheduled(one, usable.size(), first + 1, shares.get(first), "twos: drawn by weight, and idle, which no other can better"));
        }
        int second = draw(usable, shares, chance);
        Destination other = usable.get(second);
        boolean better = other.weight() * one.overhead() > one.weight() * other.overhead();
        int taken = better ? second : first;
        return Optional.of(new Scheduled(usable.get(taken), usable.size(), taken + 1, shares.get(taken), "twos: " + one.address() + " and " + other.address()
                + " drawn by weight, " + one.overhead() + "/" + one.weight() + " and " + other.overhead() + "/" + other.weight()));
    }

    private static int draw(List<Destination> usable, List<BigFraction> shares, Chance chance) {
        return chance.choose(shares, usable.stream().map(Destination::address).toList(), OptionalInt.empty());
    }

    /** The kernel draws from 0 to the sum, both included: the first server has one chance more than its weight. */
    private static List<BigFraction> shares(List<Destination> usable) {
        long sum = usable.stream().mapToLong(Destination::weight).sum();
        List<BigFraction> shares = new ArrayList<>();
        for (Destination server : usable) {
            shares.add(BigFraction.of(server.weight() + (shares.isEmpty() ? 1 : 0), sum + 1));
        }
        return shares;
    }
}
