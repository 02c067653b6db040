"""libtorrent-peer.py ADDRESS TORRENT DIRECTORY: says `ready`, waits for a line, shares the torrent and says `done` when it has all of it."""

import sys
import time

import libtorrent

address, torrent, directory = sys.argv[1:]
session = libtorrent.session(
    {
        "listen_interfaces": f"{address}:6881",
        "enable_lsd": True,
        "enable_dht": False,
        "enable_upnp": False,
        "enable_natpmp": False,
    }
)
print("ready")
sys.stdin.readline()
handle = session.add_torrent({"ti": libtorrent.torrent_info(torrent), "save_path": directory})
while not handle.status().is_seeding:
    time.sleep(0.05)
print("done")
sys.stdin.read()
