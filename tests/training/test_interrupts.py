"""Ctrl-C waits until the block is done, and then comes."""

import signal
import threading

import pytest

from dlnlp.training.interrupts import uninterrupted


def press():
    signal.raise_signal(signal.SIGINT)


def test_it_comes_at_the_end_once():
    done = []

    @uninterrupted()
    def block():
        press()
        press()
        done.append(True)

    with pytest.raises(KeyboardInterrupt):
        block()
    assert done
    with uninterrupted():
        pass  # nothing is left of it


def test_blocks_within_blocks():
    done = []

    @uninterrupted()
    def block():
        with uninterrupted():
            press()
        done.append(True)

    with pytest.raises(KeyboardInterrupt):
        block()
    assert done


def test_an_error_comes_along():
    @uninterrupted()
    def block():
        press()
        raise ValueError

    with pytest.raises(KeyboardInterrupt) as caught:
        block()
    assert isinstance(caught.value.__context__, ValueError)
    assert signal.getsignal(signal.SIGINT) is signal.default_int_handler


def test_another_thread_has_nothing_to_fear():
    done = []

    def work():
        with uninterrupted():
            done.append(True)

    thread = threading.Thread(target=work)
    thread.start()
    thread.join()
    assert done
