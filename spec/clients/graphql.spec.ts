import { RedisPubSub } from 'graphql-redis-subscriptions';
import { buildSchema, type ExecutionResult, parse, subscribe } from 'graphql';
import { onBothServers } from '../support/both-servers';
import { eventually } from '../support/eventually';

const schema = buildSchema('type Query { none: Int } type Subscription { said(to: String): String }');

onBothServers('graphql-redis-subscriptions', (server) => {
  let channels: RedisPubSub;

  beforeEach(() => {
    channels = server.closing(new RedisPubSub({ connection: { port: server.port } }), (one) => one.close());
  });

  it('publishes to those that subscribed, until they leave', async () => {
    const heard: unknown[] = [];
    const id = await channels.subscribe('news', (payload) => heard.push(payload));
    await channels.subscribe('n*', (payload) => heard.push(payload), { pattern: true });
    await channels.publish('news', { title: 'ä' });
    await eventually(() => expect(heard).toEqual([{ title: 'ä' }, { title: 'ä' }]));
    channels.unsubscribe(id);
    await channels.getSubscriber().ping();
    await channels.publish('news', { title: 'b' });
    await eventually(() => expect(heard).toHaveLength(3));
  });

  it('feeds a GraphQL subscription', async () => {
    const rootValue = { said: () => channels.asyncIterableIterator<unknown>(['said']) };
    const results = (await subscribe({
      schema,
      document: parse('subscription { said }'),
      rootValue,
    })) as AsyncGenerator<ExecutionResult>;
    const first = results.next();
    await channels.getSubscriber().ping();
    await channels.publish('said', { said: 'hello' });
    expect((await first).value).toMatchObject({ data: { said: 'hello' } });
    await results.return(undefined);
  });
});
