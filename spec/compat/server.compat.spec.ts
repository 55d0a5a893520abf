import { comparison } from './compare';

const compare = comparison();

describe('time and figures', () => {
  compare('TIME answers seconds and microseconds')`
    TIME ~shape
    TIME x
  `;

  compare('INFO answers text')`
    INFO ~shape
    INFO {server,SERVER,everything,all,default,clients memory} ~shape
    INFO {nosuch,""}
  `;
});

describe('CONFIG', () => {
  compare('GET answers names and values by pattern')`
    CONFIG GET {databases,DATABASES,appendonly,requirepass,proto-max-bulk-len,nosuch,"",data[b]ases}
    CONFIG GET {databases nosuch,databases appendonly,databases databases,databases data*} ~unordered
    CONFIG GET port ~shape
    config get databases
  `;

  compare('SET changes what can be changed')`
    CONFIG SET {nosuch x,databases 5,port,requirepass}
    CONFIG SET requirepass secret
    CONFIG GET requirepass
    CONFIG SET requirepass ""
    CONFIG GET requirepass
    CONFIG SET requirepass a nosuch b
    CONFIG GET requirepass
    CONFIG SET requirepass a requirepass b
    CONFIG SET proto-max-bulk-len {abc,-1,"",1mb,512mb}
    CONFIG GET proto-max-bulk-len
  `;

  compare('CONFIG SET requirepass binds connections that come later', [2])`
    CONFIG SET requirepass secret
    PING
    QUIT ~close
    PING
    AUTH secret
    CONFIG SET requirepass ""
    QUIT ~close
    PING
  `;

  compare('refuses what it does not know')`
    CONFIG
    CONFIG {GET,SET,SET a,SET a b c,BAD,"",BAD x}
  `;
});

describe('DEBUG and SHUTDOWN', () => {
  compare('DEBUG SLEEP sleeps')`
    DEBUG SLEEP {0,0.01}
    DEBUG
    DEBUG {SLEEP,BAD,BAD x,SLEEP 0 x,""}
    debug sleep 0
  `;

  compare('SHUTDOWN refuses what makes no sense')`
    SHUTDOWN {BAD,"",NOSAVE SAVE,SAVE NOSAVE,ABORT NOSAVE,NOSAVE ABORT,BAD NOSAVE}
    SHUTDOWN ABORT
    PING
  `;
});
