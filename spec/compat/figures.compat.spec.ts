import { comparison } from './compare';

describe('INFO', () => {
  const compare = comparison();

  compare('counts runs, refusals and failures of commands', [2])`
    CONFIG RESETSTAT
    SET a text
    INCR a
    LPUSH a 1
    GET
    GET a b
    GET a
    NOSUCH
    CLIENT NOSUCH
    MSET a
    MSET a b c
    BLPOP none 0.01
    INFO commandstats ~figures
    INFO errorstats ~figures
  `;

  compare('counts what a transaction runs, when it does', [2])`
    CONFIG RESETSTAT
    SET a text
    MULTI
    INCR a
    GET
    SET a b
    EXEC
    MULTI
    WATCH a
    INCR a
    LPUSH a 1
    SHUTDOWN
    DISCARD
    EXEC
    MULTI
    GET a
    INCR a
    EXEC
    INFO commandstats ~figures
    INFO errorstats ~figures
  `;

  compare('counts a command that waits once', [2])`
    CONFIG RESETSTAT
    b> BLPOP l 0 ~waits
    RPUSH l x
    b> ~hears
    INFO commandstats ~figures
  `;

  compare('begins anew within a transaction', [2])`
    MULTI
    CONFIG RESETSTAT
    GET a
    EXEC
    INFO commandstats ~figures
  `;

  compare('has the sections that are asked for', [2])`
    INFO {cluster,CLUSTER,modules,cluster modules nosuch,nosuch}
  `;
});
