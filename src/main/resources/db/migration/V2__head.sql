-- One row. Whoever writes locks it until the commit, so that revisions are in the order of the commits, whichever process makes them.
create table head (
    id       integer not null primary key,
    revision bigint  not null, -- of the last write
    openings bigint  not null  -- how often a process has opened the log
);

insert into head (id, revision, openings)
select 1, coalesce(max(last), 0), 0
from (select max(revision) as last from revisions union all select max(horizon) as last from compaction) every;

-- One row: control loops have nothing to do about the objects at this revision, as the process that runs them says.
create table loops (
    id      integer not null primary key,
    settled bigint  not null
);

insert into loops (id, settled) values (1, 0);

-- Work that is done once for a log, whichever process comes first.
create table milestones (
    name    varchar not null primary key,
    reached boolean not null
);

insert into milestones (name, reached) select 'seeded', revision > 0 from head;
insert into milestones (name, reached) values ('started', false);

-- The objects to which a reset goes back, where several processes must agree about them.
create table start_objects (
    resource  varchar not null,
    namespace varchar not null,
    name      varchar not null,
    revision  bigint  not null,
    body      ${bytes} not null,
    primary key (resource, namespace, name)
);
