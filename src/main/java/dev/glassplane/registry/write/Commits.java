package dev.glassplane.registry.write;

import dev.glassplane.registry.Admission;
import dev.glassplane.registry.FieldErrors;
import dev.glassplane.registry.WriteOptions;
import dev.glassplane.registry.allocation.Reservation;
import dev.glassplane.registry.allocation.ReservationLostException;
import dev.glassplane.registry.allocation.ServiceAllocator;
import dev.glassplane.registry.kinds.ServedKind;
import dev.glassplane.store.ObjectKey;
import dev.glassplane.store.Revision;
import dev.glassplane.store.RevisionLog;
import dev.glassplane.store.Stored;
import dev.glassplane.store.Write;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Supplier;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.stereotype.Component;
import org.springframework.util.function.SingletonSupplier;
import tools.jackson.databind.node.ObjectNode;

/** The last steps of a write: validate, ask admissions, append. A write that changes nothing is not made. */
@Component
final class Commits {

    /** Tries to get numbers that nobody else is quicker with. */
    private static final int TRIES_MAX = 20;

    private final RevisionLog log;
    private final Supplier<List<Admission>> admissions;
    private final ServiceAllocator services;

    Commits(RevisionLog log, ObjectProvider<Admission> admissions, ServiceAllocator services) {
        this.log = log;
        this.admissions = SingletonSupplier.of(() -> admissions.orderedStream().toList());
        this.services = services;
    }

    /** @throws dev.glassplane.store.ConflictException if the object exists */
    Stored create(ServedKind served, ObjectKey key, ObjectNode after, WriteOptions options) {
        Optional<Stored> existing = log.get(key);
        if (existing.isPresent()) {
            throw new dev.glassplane.store.ConflictException(key, Revision.ZERO, existing.get().revision());
        }
        admissions.get().forEach(admission -> admission.complete(served.kind(), after));
        return withNumbers(served, after, options, wanted -> createWith(served, key, wanted, options));
    }

    /** Again with other numbers, if another process was quicker with those that were chosen. */
    private static Stored withNumbers(ServedKind served, ObjectNode after, WriteOptions options, Function<ObjectNode, Stored> write) {
        if (!allocates(served, options)) {
            return write.apply(after);
        }
        for (int tries = 1; ; tries++) {
            try {
                return write.apply(after.deepCopy());
            } catch (ReservationLostException e) {
                if (tries == TRIES_MAX) {
                    throw e;
                }
            }
        }
    }

    private Stored createWith(ServedKind served, ObjectKey key, ObjectNode after, WriteOptions options) {
        try (Reservation reservation = reserve(served, Optional.empty(), after, options)) {
            FieldErrors errors = new FieldErrors();
            validate(served, Optional.empty(), after, errors, options);
            served.strategy().validateCreate(after, errors);
            errors.throwIfAny(served.kind(), key.name());
            admissions.get().forEach(admission -> admission.check(served.kind(), Optional.empty(), after));
            served.strategy().warning().ifPresent(options.warnings());
            if (options.dryRun()) {
                return new Stored(key, Revision.ZERO, after);
            }
            Stored stored = log.append(new Write(key, Revision.ZERO, Optional.of(after), reservation.guard()));
            reservation.keep();
            return stored;
        }
    }

    private Reservation reserve(ServedKind served, Optional<ObjectNode> before, ObjectNode after, WriteOptions options) {
        return allocates(served, options) ? services.reserve(before, after, options.dryRun()) : Reservation.NOTHING;
    }

    private static boolean allocates(ServedKind served, WriteOptions options) {
        return served.kind().resource().equals("services") && options.subresource().isEmpty();
    }

    private static void validate(ServedKind served, Optional<ObjectNode> before, ObjectNode after, FieldErrors errors, WriteOptions options) {
        MetadataValidation.check(served, after, errors);
        served.schema().validate(after, before, errors, options.warnings());
        served.strategy().validate(after, errors);
    }

    /** @throws dev.glassplane.store.ConflictException if the object has changed since {@code before} */
    Stored update(ServedKind served, Stored before, ObjectNode after, WriteOptions options) {
        return withNumbers(served, after, options, wanted -> updateWith(served, before, wanted, options));
    }

    private Stored updateWith(ServedKind served, Stored before, ObjectNode after, WriteOptions options) {
        try (Reservation reservation = reserve(served, Optional.of(before.object()), after, options)) {
            Metadata.countChange(served, after, before.object());
            if (Metadata.unchanged(after, before.object())) {
                return before;
            }
            checkUpdate(served, before, after, options);
            if (options.dryRun()) {
                return new Stored(before.key(), before.revision(), withRevision(after, before.revision()));
            }
            Stored stored = Deletions.isOver(after) ? delete(before, false)
                    : log.append(new Write(before.key(), before.revision(), Optional.of(after), reservation.guard()));
            reservation.keep();
            return stored;
        }
    }

    private void checkUpdate(ServedKind served, Stored before, ObjectNode after, WriteOptions options) {
        FieldErrors errors = new FieldErrors();
        switch (options.subresource()) {
            case "status" -> {
                MetadataValidation.check(served, after, errors);
                served.schema().validate(after, Optional.of(before.object()), errors, options.warnings());
                served.strategy().validateStatus(after, before.object(), errors);
            }
            case "" -> {
                served.strategy().validateUpdate(after, before.object(), errors);
                validate(served, Optional.of(before.object()), after, errors, options);
            }
            default -> validate(served, Optional.of(before.object()), after, errors, options); // a part that only its subresource may change
        }
        errors.throwIfAny(served.kind(), before.key().name());
        admissions.get().forEach(admission -> admission.check(served.kind(), Optional.of(before.object()), after));
    }

    /** Marks for deletion, or leaves marks as they are. */
    Stored mark(Stored before, ObjectNode after, boolean dryRun) {
        if (Metadata.unchanged(after, before.object())) {
            return before;
        }
        Trees.metadata(after).remove("resourceVersion");
        return dryRun ? new Stored(before.key(), before.revision(), withRevision(after, before.revision()))
                : log.append(new Write(before.key(), before.revision(), Optional.of(after)));
    }

    /** Removes the object. */
    Stored delete(Stored before, boolean dryRun) {
        if (dryRun) {
            return before;
        }
        Stored last = log.append(new Write(before.key(), before.revision(), Optional.empty()));
        if (before.key().resource().equals("services")) {
            services.deleted(before.object());
        }
        return last;
    }

    private static ObjectNode withRevision(ObjectNode after, Revision revision) {
        Trees.metadata(after).put("resourceVersion", revision.toString());
        return after;
    }
}
