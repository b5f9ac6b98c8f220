"""The four processes: what each runs, and that every task is taken by one of them."""

import pickle

from newsletter.celery import app
from newsletter.embedded.processes import children, commands, run_module
from newsletter.embedded.supervisor import begin


def test_the_four_processes_listen_where_they_should():
    web, worker, sender, beat = commands("127.0.0.1", 8080).values()

    assert "--port 8080" in " ".join(web)
    assert "--workers-kill-timeout" in web
    assert "-Q collect,write " in " ".join(worker)
    assert "-c 1 " in " ".join(sender)
    assert "beat" in beat


def test_what_a_child_runs_can_be_sent_to_a_fresh_interpreter_where_nothing_may_be_forked():
    for child in children("127.0.0.1", 8080):
        assert pickle.loads(pickle.dumps((begin, child.target, child.arguments))) == (
            begin,
            run_module,
            child.arguments,
        )


def test_every_task_stands_in_a_queue_that_a_worker_takes_from():
    _web, *workers, _beat = commands("127.0.0.1", 8080).values()
    taken = {queue for worker in workers for queue in worker[worker.index("-Q") + 1].split(",")}
    app.loader.import_default_modules()
    ours = [name for name in app.tasks if not name.startswith("celery.")]

    assert {app.amqp.router.route({}, name)["queue"].name for name in ours} == taken
    assert len(ours) >= 10
