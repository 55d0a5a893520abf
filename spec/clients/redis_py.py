"""What Python's redis package does with a server: `python3 redis_py.py PORT` runs all, with the names of classes some."""

import sys
import threading
import time
import unittest

import redis

PORT = int(sys.argv[1])
PATIENCE = 10


def eventually(answer):
    """The first answer that is not false."""
    deadline = time.monotonic() + PATIENCE
    while time.monotonic() < deadline:
        found = answer()
        if found:
            return found
        time.sleep(0.005)
    raise AssertionError("it never came")


class Case(unittest.TestCase):
    def setUp(self):
        self.client = self.connect()
        self.client.flushall()

    def connect(self, **options):
        client = redis.Redis(port=PORT, decode_responses=True, **options)
        self.addCleanup(client.close)
        return client


class Commands(Case):
    def test_text_and_bytes(self):
        self.assertTrue(self.client.set("a", "ä", ex=100))
        self.assertEqual(redis.Redis(port=PORT).get("a"), "ä".encode())
        self.assertGreater(self.client.ttl("a"), 90)
        self.assertIsNone(self.client.set("a", "b", nx=True))
        self.assertEqual(self.client.mget("a", "none"), ["ä", None])

    def test_every_type(self):
        self.client.hset("h", mapping={"f": 1, "g": "x"})
        self.assertEqual(self.client.hgetall("h"), {"f": "1", "g": "x"})
        self.client.rpush("l", 1, 2, 3)
        self.assertEqual(self.client.lrange("l", 0, -1), ["1", "2", "3"])
        self.client.sadd("s", "a", "b")
        self.assertEqual(self.client.smembers("s"), {"a", "b"})
        self.client.zadd("z", {"a": 1.5, "b": float("inf")})
        self.assertEqual(self.client.zrange("z", 0, -1, withscores=True), [("a", 1.5), ("b", float("inf"))])
        self.client.geoadd("g", (13.361389, 38.115556, "Palermo"))
        self.assertEqual(self.client.geosearch("g", member="Palermo", radius=1, unit="km"), ["Palermo"])
        self.client.pfadd("p", "a", "b")
        self.assertEqual(self.client.pfcount("p"), 2)
        self.client.setbit("bits", 7, 1)
        self.assertEqual(self.client.bitcount("bits"), 1)

    def test_dump_and_restore(self):
        client = redis.Redis(port=PORT)
        client.rpush("l", "a", "b")
        client.restore("m", 0, client.dump("l"))
        self.assertEqual(client.lrange("m", 0, -1), [b"a", b"b"])

    def test_errors(self):
        self.client.set("a", "x")
        with self.assertRaisesRegex(redis.ResponseError, "WRONGTYPE"):
            self.client.lpush("a", 1)
        with self.assertRaisesRegex(redis.ResponseError, "unknown command 'NOSUCH'"):
            self.client.execute_command("NOSUCH")

    def test_iterators(self):
        names = {f"name:{index}" for index in range(300)}
        self.client.mset(dict.fromkeys(names, "x"))
        self.client.hset("h", mapping=dict.fromkeys(names, "x"))
        self.client.sadd("s", *names)
        self.client.zadd("z", dict.fromkeys(names, 1))
        self.assertEqual(set(self.client.scan_iter("name:*", count=50)), names)
        self.assertEqual(set(self.client.scan_iter(_type="zset")), {"z"})
        self.assertEqual(dict(self.client.hscan_iter("h")), dict.fromkeys(names, "x"))
        self.assertEqual(set(self.client.sscan_iter("s")), names)
        self.assertEqual(dict(self.client.zscan_iter("z")), dict.fromkeys(names, 1.0))

    def test_what_the_server_says_of_itself(self):
        self.client.set("a", "x")
        info = self.client.info()
        self.assertEqual(info["redis_version"], "7.0.15")
        self.assertEqual(info["db0"]["keys"], 1)
        self.assertIsInstance(info["used_memory"], int)
        self.assertEqual(self.client.config_get("databases"), {"databases": "16"})
        self.assertEqual(self.client.command()["get"]["arity"], 2)
        self.assertGreater(self.client.command_count(), 100)
        self.assertEqual(self.client.client_list()[0]["db"], "0")
        self.assertEqual(self.client.object("encoding", "a"), "embstr")


class Transactions(Case):
    def test_pipeline_and_transaction(self):
        for transaction in (False, True):
            with self.client.pipeline(transaction=transaction) as pipe:
                pipe.set("a", 1).incr("a").get("a").hgetall("none")
                self.assertEqual(pipe.execute(), [True, 2, "2", {}])

    def test_an_error_in_its_place(self):
        replies = self.client.pipeline().set("a", "x").incr("a").get("a").execute(raise_on_error=False)
        self.assertIsInstance(replies[1], redis.ResponseError)
        self.assertEqual(replies[2], "x")

    def test_watch(self):
        with self.client.pipeline() as pipe:
            pipe.watch("a")
            self.connect().set("a", "theirs")
            pipe.multi()
            pipe.set("a", "mine")
            self.assertRaises(redis.WatchError, pipe.execute)

    def test_a_function_that_tries_again(self):
        other = self.connect()
        tries = []

        def step(pipe):
            value = int(pipe.get("n") or 0)
            if not tries:
                other.set("n", 10)
            tries.append(value)
            pipe.multi()
            pipe.set("n", value + 1)

        self.client.transaction(step, "n")
        self.assertEqual(tries, [0, 10])
        self.assertEqual(self.client.get("n"), "11")


class Waiting(Case):
    def test_an_element_a_member_an_entry(self):
        calls = [
            lambda client: client.blpop(["l", "other"], 0),
            lambda client: client.bzpopmin("z", 0),
            lambda client: client.xread({"s": "$"}, block=0),
        ]
        replies = [None] * len(calls)

        def run(index):
            replies[index] = calls[index](self.connect())

        threads = [threading.Thread(target=run, args=(index,)) for index in range(len(calls))]
        for thread in threads:
            thread.start()
        eventually(lambda: sum(one["flags"] == "b" for one in self.client.client_list()) == len(calls))
        self.client.rpush("l", "x")
        self.client.zadd("z", {"m": 1})
        self.client.xadd("s", {"f": "v"}, id="1-1")
        for thread in threads:
            thread.join(PATIENCE)
        self.assertEqual(replies, [("l", "x"), ("z", "m", 1.0), [["s", [("1-1", {"f": "v"})]]]])

    def test_nothing_comes(self):
        self.assertIsNone(self.client.blpop("l", 0.01))


class Streams(Case):
    def test_groups(self):
        self.client.xgroup_create("s", "g", "$", mkstream=True)
        self.client.xadd("s", {"f": "a"}, id="1-1", maxlen=100)
        self.client.xadd("s", {"f": "b"}, id="1-2")
        read = self.client.xreadgroup("g", "alice", {"s": ">"}, count=1)
        self.assertEqual(read, [["s", [("1-1", {"f": "a"})]]])
        self.client.xreadgroup("g", "bob", {"s": ">"})
        self.assertEqual(self.client.xpending("s", "g")["pending"], 2)
        self.assertEqual(self.client.xack("s", "g", "1-2"), 1)
        self.assertEqual(self.client.xautoclaim("s", "g", "bob", 0)[1], [("1-1", {"f": "a"})])
        self.assertEqual(self.client.xinfo_groups("s")[0]["consumers"], 2)
        self.assertEqual(self.client.xinfo_stream("s")["length"], 2)


class Channels(Case):
    def hear(self, subscriber):
        return eventually(lambda: subscriber.get_message(timeout=0.01))

    def test_channels_and_patterns(self):
        subscriber = self.client.pubsub()
        self.addCleanup(subscriber.close)
        subscriber.subscribe("news")
        subscriber.psubscribe("n?ws")
        self.assertEqual(self.hear(subscriber)["type"], "subscribe")
        self.assertEqual(self.hear(subscriber)["type"], "psubscribe")
        self.assertEqual(self.client.publish("news", "ä"), 2)
        heard = [self.hear(subscriber) for _ in range(2)]
        self.assertEqual([(one["type"], one["channel"], one["data"]) for one in heard],
                         [("message", "news", "ä"), ("pmessage", "news", "ä")])
        self.assertEqual(self.client.pubsub_numsub("news"), [("news", 1)])
        subscriber.unsubscribe()
        self.assertEqual(self.hear(subscriber)["type"], "unsubscribe")
        self.assertEqual(self.client.pubsub_channels(), [])

    def test_a_thread_that_listens(self):
        heard = []
        subscriber = self.client.pubsub(ignore_subscribe_messages=True)
        subscriber.subscribe(news=lambda message: heard.append(message["data"]))
        thread = subscriber.run_in_thread(sleep_time=0.01)
        try:
            eventually(lambda: self.client.publish("news", "x"))
            eventually(lambda: heard == ["x"])
        finally:
            thread.stop()
            thread.join(PATIENCE)

    def test_monitor(self):
        with self.client.monitor() as monitor:
            self.connect().set("a", "x y")
            commands = monitor.listen()
            eventually(lambda: next(commands)["command"] == "SET a x y")


class Connections(Case):
    def test_database_and_name(self):
        client = self.connect(db=3, client_name="worker", health_check_interval=1)
        client.set("here", 1)
        self.assertEqual(client.client_getname(), "worker")
        self.assertEqual(self.client.exists("here"), 0)

    def test_one_that_was_killed(self):
        client = self.connect(client_name="victim")
        client.ping()
        victim = next(one for one in self.client.client_list() if one["name"] == "victim")
        self.assertEqual(self.client.client_kill_filter(_id=victim["id"]), 1)
        self.assertTrue(client.ping())

    def test_a_lock_without_its_release(self):
        """Taking one is a SET; giving it back, extending and taking it anew need Lua."""
        lock = self.client.lock("lock", timeout=10)
        self.assertTrue(lock.acquire(blocking=False))
        self.assertFalse(self.connect().lock("lock").acquire(blocking=False))
        self.assertTrue(lock.locked() and lock.owned())


if __name__ == "__main__":
    del sys.argv[1]
    unittest.main()
