"""Runs assay-workbench as a person at the keyboard, or with a screen reader, would: starts it, types, clicks, reads what the
accessibility bus says. Used by journey.py, accessible.py and tour.py; each wait has a deadline, nothing sleeps for a fixed time.

One display holds one program at a time: without a window manager every window sits at 0,0."""
import os
import pathlib
import shutil
import signal
import subprocess
import sys
import tempfile
import time

try:
    from gi.repository import Gio, GLib
except ImportError:
    Gio = GLib = None

# Sanitizers and a busy machine make everything slower, nothing faster.
PATIENCE = float(os.environ.get("ASSAY_PATIENCE", "20"))
SHADOW = 5      # the window's own shadow, which the coordinates of the bus leave out


class Skip(Exception):
    pass


def wait(ask, what, seconds=None):
    """Asks until the answer is true, and gives it back."""
    end = time.monotonic() + (seconds or PATIENCE)
    while True:
        answer = ask()
        if answer:
            return answer
        if time.monotonic() > end:
            raise AssertionError("waited in vain for " + (what() if callable(what) else what))
        time.sleep(0.05)


def check(condition, message):
    if not condition:
        raise AssertionError(message)


def same(found, expected, what):
    check(found == expected, f"{what}: {found!r}, expected {expected!r}")


def run(*command, **more):
    return subprocess.run([str(part) for part in command], stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, timeout=120, **more)


def need_tools(*names, bus=True):
    """A test that cannot run says why."""
    missing = [name for name in names if shutil.which(name) is None]
    if bus and Gio is None:
        missing.append("python3-gi for " + sys.executable)
    if "DISPLAY" not in os.environ:
        missing.append("a display")
    if missing:
        print("1..0 # SKIP no " + ", no ".join(missing))
        sys.exit(0)


# ---- the accessible tree ----

# Of the protocol (at-spi2-core, atspi-constants.h).
FOCUSABLE, FOCUSED, SELECTED, SENSITIVE, VISIBLE = 11, 12, 23, 24, 30
WINDOW_COORDS = 1       # those of the screen make GTK 4.8 warn
ACCESSIBLE = "org.a11y.atspi.Accessible"
ROOT = "/org/a11y/atspi/accessible/root"
BUTTON = ("button", "toggle button")


class Node:
    """What one accessible object said when it was asked."""

    def __init__(self, bus, address, parent=None):
        self.bus, self.address, self.parent = bus, address, parent
        self.name = self.description = self.role = ""
        self.states, self.children, self.addresses = 0, [], []
        self.x = self.y = self.width = self.height = 0
        self.is_folded = False

    def walk(self):
        yield self
        for child in self.children:
            yield from child.walk()

    def has(self, state):
        return bool(self.states >> state & 1)

    @property
    def is_seen(self):
        return self.width > 0 and self.height > 0

    def find_all(self, roles=None, called=None, within=None, seen=True):
        """Those of a role whose name is `called`, or holds `within`."""
        roles = (roles,) if isinstance(roles, str) else roles
        return [node for node in self.walk() if (roles is None or node.role in roles) and (called is None or node.name == called)
                and (within is None or within in node.name) and (node.is_seen or not seen)]

    def find(self, *args, **more):
        found = self.find_all(*args, **more)
        return found[0] if found else None

    def look_again(self):
        self.bus.fill([self])
        return self

    def act(self):
        self.bus.ask(self.address, "org.a11y.atspi.Action", "DoAction", GLib.Variant("(i)", (0,)))


class Bus:
    """The accessibility bus, asked many questions at once: one at a time would take seconds for a page with tables. No cache:
    libatspi keeps one that needs a main loop to learn of changes."""

    # Of a table some 200 rows are alive; a few are enough. The rows of a column view are in a list of its own.
    MOST_ROWS = 6

    def __init__(self):
        session = Gio.bus_get_sync(Gio.BusType.SESSION)
        address = session.call_sync("org.a11y.Bus", "/org/a11y/bus", "org.a11y.Bus", "GetAddress", None, None, 0, -1, None).unpack()[0]
        flags = Gio.DBusConnectionFlags
        self.connection = Gio.DBusConnection.new_for_address_sync(address, flags.AUTHENTICATION_CLIENT | flags.MESSAGE_BUS_CONNECTION, None, None)

    def ask(self, address, interface, method, parameters=None):
        return self.connection.call_sync(address[0], address[1], interface, method, parameters, None, 0, 20_000, None).unpack()

    def ask_all(self, questions):
        """Answers in the order of the questions; None for an object that went away or cannot tell."""
        answers, left = [None] * len(questions), [len(questions)]

        def on_answer(connection, result, i):
            try:
                answers[i] = connection.call_finish(result).unpack()
            except GLib.Error:
                pass
            left[0] -= 1

        for i, (address, interface, method, parameters) in enumerate(questions):
            self.connection.call(address[0], address[1], interface, method, parameters, None, 0, 20_000, None, on_answer, i)
        while left[0] > 0:
            GLib.MainContext.default().iteration(True)
        return answers

    def application(self, pid):
        """The address of the program with that number, or None."""
        for address in self.ask(("org.a11y.atspi.Registry", ROOT), ACCESSIBLE, "GetChildren")[0]:
            if self.ask_all([(("org.freedesktop.DBus", "/org/freedesktop/DBus"), "org.freedesktop.DBus", "GetConnectionUnixProcessID",
                              GLib.Variant("(s)", (address[0],)))])[0] == (pid,):
                return address
        return None

    def tree(self, address, folded):
        """All that is not hidden; also what has no size now, when `folded`. What a stack shows and what it has put away cannot be
        told apart in GTK 4.8."""
        root = Node(self, address)
        level = [root]
        while level:
            self.fill(level)
            level = [child for node in level for child in self.add_children(node, folded)]
        return root

    def fill(self, nodes):
        asked = [(node.address, *question) for node in nodes for question in (
            ("org.freedesktop.DBus.Properties", "GetAll", GLib.Variant("(s)", (ACCESSIBLE,))), (ACCESSIBLE, "GetRoleName", None),
            (ACCESSIBLE, "GetState", None), (ACCESSIBLE, "GetChildren", None),
            ("org.a11y.atspi.Component", "GetExtents", GLib.Variant("(u)", (WINDOW_COORDS,))))]
        answers = self.ask_all(asked)
        for i, node in enumerate(nodes):
            properties, node_role, states, node_children, where = answers[5 * i:5 * i + 5]
            if properties is not None:
                node.name, node.description = properties[0].get("Name", ""), properties[0].get("Description", "")
            node.role = node_role[0] if node_role else ""
            node.states = states[0][0] | states[0][1] << 32 if states else 0
            node.addresses = node_children[0] if node_children else []
            node.is_folded = where is not None and where[0][2:] == (0, 0)
            if where is not None:
                node.x, node.y, node.width, node.height = where[0]

    def add_children(self, node, folded):
        if node.parent is not None and not node.has(VISIBLE):
            node.parent.children.remove(node)
            return []
        if node.is_folded and not folded:
            return []
        is_many = node.role == "list" or (node.parent is not None and node.parent.role == "tree grid")
        most = self.MOST_ROWS if is_many else None
        node.children = [Node(self, address, node) for address in node.addresses[:most]]
        return list(node.children)


# ---- the program ----

class Workbench:
    """One run of the program. `home` outlives it, so that a second start finds what the first one left."""

    def __init__(self, program, home, *args, environment=None):
        self.home = pathlib.Path(home)
        self.home.mkdir(parents=True, exist_ok=True)
        self.errors = tempfile.TemporaryFile("w+", encoding="utf-8", errors="replace")
        self.output = tempfile.TemporaryFile("w+", encoding="utf-8", errors="replace")
        env = dict(os.environ, XDG_CONFIG_HOME=str(self.home / "config"), XDG_DATA_HOME=str(self.home / "data"),
                   XDG_CACHE_HOME=str(self.home / "cache"), HOME=str(self.home), TMPDIR=str(self.home), GSETTINGS_BACKEND="keyfile")
        env.update(environment or {})
        self.started = time.monotonic()
        self.process = subprocess.Popen([str(program), *map(str, args)], env=env, stdin=subprocess.DEVNULL,
                                        stdout=self.output, stderr=self.errors)
        self.bus = self.address = self.main = None

    def __enter__(self):
        return self

    def __exit__(self, kind, value, trace):
        if kind is not None and "ASSAY_PICTURES" in os.environ and shutil.which("import"):
            pathlib.Path(os.environ["ASSAY_PICTURES"]).mkdir(parents=True, exist_ok=True)
            run("import", "-silent", "-window", "root", pathlib.Path(os.environ["ASSAY_PICTURES"]) / f"failed-{self.process.pid}.png")
        if self.process.poll() is None:
            self.process.kill()
            self.process.wait()
        if kind is not None:
            said = self.said()
            if said:
                print("# the program said: " + said.replace("\n", "\n# "))
        self.errors.close()
        self.output.close()

    def said(self):
        """What it wrote on standard error: nothing, or something is wrong."""
        self.errors.seek(0)
        return self.errors.read().strip()

    def check_alive(self):
        code = self.process.poll()
        if code is not None:
            raise AssertionError(f"the program ended with {code}: {self.said()}")
        return True

    def is_ready(self):
        """What the hidden switches asked for is there: the program says so on standard output."""
        self.output.seek(0)
        return self.check_alive() and "ready" in self.output.read()

    # Windows, as X knows them.

    def windows(self):
        return run("xdotool", "search", "--onlyvisible", "--pid", self.process.pid, "--name", ".").stdout.split()

    def wait_window(self):
        self.main = wait(lambda: self.check_alive() and self.windows(), "the window")[0]
        self.focus(self.main)
        return self

    def focus(self, window):
        run("xdotool", "windowfocus", "--sync", window)

    def focus_dialog(self):
        """The keyboard goes to the newest window; a window manager would see to that."""
        found = wait(lambda: [w for w in self.windows() if w != self.main], "a dialog")
        self.focus(found[-1])

    def focus_main(self):
        wait(lambda: self.windows() == [self.main], "the dialog to go")
        self.focus(self.main)

    def keys(self, *names):
        run("xdotool", "key", *names)

    def type(self, text):
        run("xdotool", "type", "--delay", "5", text)

    def click(self, node):
        """In the middle of what the node covers; it has to be in a window at 0,0."""
        run("xdotool", "mousemove", node.x + SHADOW + node.width // 2, node.y + SHADOW + node.height // 2, "click", 1)

    # What a screen reader sees.

    def attach(self):
        self.bus = Bus()
        self.address = wait(lambda: self.check_alive() and self.bus.application(self.process.pid), "the program on the accessibility bus")
        return self

    def tree(self, folded=False):
        self.check_alive()
        return self.bus.tree(self.address, folded)

    def find(self, *args, **more):
        return self.tree().find(*args, **more)

    def expect(self, roles=None, called=None, within=None, seconds=None):
        return wait(lambda: self.find(roles, called, within), lambda: f"a {roles} called “{called or within}”; there is: {self.texts()}", seconds)

    def expect_usable(self, called):
        """A button that can be seen and pressed."""
        def usable():
            return next((node for node in self.tree().find_all(BUTTON, called) if node.has(SENSITIVE)), None)
        return wait(usable, lambda: f"the button “{called}”; there is: {self.texts()}")

    def texts(self):
        """What can be read, for messages."""
        return " | ".join(dict.fromkeys(node.name for node in self.tree().find_all("label") if node.name))[:2000]

    def page(self, kind):
        """The newest page of a kind, as AssayRunPage: those that were left stay in the tree."""
        found = self.tree().find_all(None, kind)
        return found[-1] if found else None

    def wait_text(self, kind, text, roles="label"):
        def seen():
            page = self.page(kind)
            return page and page.find(roles, None, text)
        return wait(seen, lambda: f"“{text}” on {kind}; there is: {self.texts()}")

    def focused(self):
        """What has the focus, the innermost if several say so; a nameless one if none does."""
        found = [node for node in self.tree().walk() if node.has(FOCUSED)]
        return found[-1] if found else Node(self.bus, self.address)

    def title(self):
        return run("xdotool", "getwindowname", self.main).stdout.strip()

    # Ends.

    def quit(self):
        """As a person does; nothing may have been said."""
        self.focus(self.main)
        self.keys("ctrl+q")
        try:
            code = self.process.wait(PATIENCE)
        except subprocess.TimeoutExpired:
            raise AssertionError("Ctrl+Q did not end the program; windows: " + ", ".join(self.windows())) from None
        same(code, 0, "exit status")
        same(self.said(), "", "standard error")

    def kill(self):
        self.process.send_signal(signal.SIGKILL)
        self.process.wait()


# ---- TAP ----

def run_cases(cases, only=()):
    """Each case is a name and a function; says its time, since journeys have budgets."""
    chosen = [case for case in cases if not only or any(word in case[0] for word in only)]
    failed = 0
    print(f"1..{len(chosen)}", flush=True)
    for number, (label, function) in enumerate(chosen, 1):
        start = time.monotonic()
        try:
            function()
            print(f"ok {number} - {label} ({time.monotonic() - start:.1f} s)", flush=True)
        except Skip as reason:
            print(f"ok {number} - {label} # SKIP {reason}", flush=True)
        except Exception as error:      # an assertion, or the bus when the program died
            failed += 1
            print(f"not ok {number} - {label}", flush=True)
            for line in (f"{type(error).__name__}: {error}").splitlines():
                print("# " + line, flush=True)
    return 1 if failed else 0
