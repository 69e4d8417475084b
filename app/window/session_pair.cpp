// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/window/session_pair.h"

#include "core/record/session_read.h"
#include "widgets/common/pool_job.h"

#include <QFile>
#include <QFileInfo>

#include <algorithm>
#include <filesystem>

namespace interleave::window {
namespace {

using Record = std::shared_ptr<const record::ExperimentRecord>;

constexpr int kLookEveryMs = 50;

} // namespace

SessionPair::SessionPair(plan::Catalogue catalogue, QObject *parent) : QObject(parent), m_catalogue(std::move(catalogue))
{
    connect(&m_look, &QTimer::timeout, this, &SessionPair::progressed);
}

bool SessionPair::busy() const { return m_comparing || progress().has_value(); }

std::optional<double> SessionPair::progress() const
{
    double sum = 0;
    int reading = 0;
    for (const Place &place : m_sides) {
        if (!place.share)
            continue;
        sum += *place.share;
        ++reading;
    }
    return reading > 0 ? std::optional(sum / reading) : std::nullopt;
}

void SessionPair::setRecord(Side side, const QString &name, Record record)
{
    ++m_sides[side].reading;
    place(side, name, std::move(record));
}

void SessionPair::place(Side side, const QString &name, Record record)
{
    Place &place = m_sides[side];
    place.share.reset();
    place.name = name;
    place.record = std::move(record);
    if (!progress())
        m_look.stop();
    compare();
}

void SessionPair::open(Side side, const QString &fileName)
{
    Place &place = m_sides[side];
    const quint64 number = ++place.reading;
    place.share = std::make_shared<std::atomic<double>>(0.0);
    m_look.start(kLookEveryMs);
    const auto path = std::filesystem::path(QFile::encodeName(fileName).toStdString());
    widgets::runInPool(
        this, [path, catalogue = m_catalogue, share = place.share] { return record::readSession(path, catalogue, [share](double part) { *share = part; }); },
        [this, side, number, fileName](const base::Result<Record> &read) {
            if (number != m_sides[side].reading)
                return; // another was chosen meanwhile
            if (read)
                return this->place(side, QFileInfo(fileName).absoluteFilePath(), *read);
            this->place(side, m_sides[side].name, m_sides[side].record);
            Q_EMIT failed(QString::fromStdString(read.error().text()));
        });
    Q_EMIT changed();
}

void SessionPair::setOptions(const analysis::SessionCompareOptions &options)
{
    m_options = options;
    compare();
}

void SessionPair::compare()
{
    const quint64 number = ++m_comparisonNumber;
    const Record a = m_sides[First].record, b = m_sides[Second].record;
    m_comparing = a && b;
    if (!m_comparing)
        m_outcome = {};
    Q_EMIT changed();
    if (!m_comparing)
        return;
    widgets::runInPool(
        this,
        [a, b, options = m_options] {
            Outcome outcome{analysis::workloadDifference(a->plan.workload, b->plan.workload), {}};
            if (!outcome.workload)
                outcome.comparison = analysis::compareSessions(*a, *b, options);
            return outcome;
        },
        [this, number](Outcome outcome) {
            if (number != m_comparisonNumber)
                return;
            m_comparing = false;
            m_outcome = std::move(outcome);
            Q_EMIT changed();
        });
}

} // namespace interleave::window
