// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/window/pictures.h"

#include "app/window/picture_taker.h"
#include "app/window/runtime_folder.h"
#include "app/window/sequence_pane.h"
#include "core/analysis/statistics.h"
#include "core/executors/executor.h"
#include "widgets/charts/charts_view.h"
#include "widgets/distributions/distribution_picture.h"

#include <QApplication>
#include <QLoggingCategory>

namespace interleave::window {
namespace {

/// An application object without a display, for as long as this lives.
class OffscreenApplication {
public:
    OffscreenApplication()
    {
        if (QCoreApplication::instance())
            return;
        m_folder.emplace();
        qputenv("QT_QPA_PLATFORM", "offscreen");
        // What Qt misses of a desktop session is no news on a terminal without one.
        QLoggingCategory::setFilterRules(QStringLiteral("default.warning=false"));
        // What Qt remarks about a session without a desktop is no news to someone at a terminal.
        m_before = qInstallMessageHandler([](QtMsgType, const QMessageLogContext &, const QString &) {});
        m_application = std::make_unique<QApplication>(m_count, m_arguments);
        QApplication::setStyle(QStringLiteral("Fusion"));
    }

    OffscreenApplication(const OffscreenApplication &) = delete;
    OffscreenApplication &operator=(const OffscreenApplication &) = delete;
    ~OffscreenApplication()
    {
        m_application.reset();
        if (m_before)
            qInstallMessageHandler(*m_before);
    }

private:
    std::optional<RuntimeFolder> m_folder; ///< goes last
    std::optional<QtMessageHandler> m_before;
    int m_count = 1;
    char m_name[11] = "interleave";
    char *m_arguments[2] = {m_name, nullptr};
    std::unique_ptr<QApplication> m_application;
};

std::optional<double> medianMakespan(const record::ExperimentRecord &experiment, base::EntryId entry)
{
    std::vector<double> makespans;
    for (const auto &run : experiment.runsOf(entry)) {
        if (run->status == record::RunStatus::Finished && run->makespanNs)
            makespans.push_back(static_cast<double>(*run->makespanNs));
    }
    return analysis::median(std::move(makespans));
}

} // namespace

std::optional<base::EntryId> fastestEntry(const record::ExperimentRecord &experiment)
{
    std::optional<base::EntryId> fastest;
    double best = 0;
    for (std::uint32_t i = 0; i < experiment.plan.executors.size(); ++i) {
        const base::EntryId entry{i};
        const auto run = experiment.representative(entry);
        const auto makespan = medianMakespan(experiment, entry);
        if (run && run->trace && makespan && (!fastest || *makespan < best)) {
            fastest = entry;
            best = *makespan;
        }
    }
    return fastest;
}

std::vector<exporting::NamedBytes> renderPictures(const record::ExperimentRecord &experiment, const std::function<bool()> &another)
{
    const OffscreenApplication application;
    if (!qobject_cast<QApplication *>(QCoreApplication::instance()))
        return {};
    const auto record = std::make_shared<const record::ExperimentRecord>(experiment);
    const auto catalogue = executors::makeCatalogue();
    const auto theme = widgets::Theme::light();
    std::vector<exporting::NamedBytes> files;
    const auto add = [&files](const QString &name, const QImage &image) {
        if (!image.isNull())
            files.push_back({name.toStdString(), pngBytes(image)});
    };
    widgets::ChartsView charts;
    charts.setTheme(theme);
    charts.setExperiment(experiment.plan, catalogue);
    charts.setRecord(record, true); // no event loop runs here
    const auto goOn = [&another] { return !another || another(); };
    for (const auto metric : widgets::kMetrics) {
        if (!goOn())
            return files;
        add(widgets::metricKey(metric) + QStringLiteral(".png"), charts.renderChart(metric, kChartPicture, theme, kPictureScale));
    }
    const auto numbers = std::make_shared<const widgets::DistributionData>(widgets::distributionsOf(experiment));
    const auto source = widgets::sourceOf(experiment.plan, catalogue, theme, numbers);
    for (const auto chart : widgets::kDistributionCharts) {
        if (!goOn())
            return files;
        add(widgets::distributionKey(chart) + QStringLiteral(".png"), widgets::renderDistribution(chart, source, kChartPicture, theme, kPictureScale, true));
    }
    if (const auto entry = fastestEntry(experiment); entry && goOn()) {
        widgets::ViewState state;
        state.setEntry(entry->value);
        SequencePane sequence;
        sequence.setViewState(&state);
        sequence.setTheme(theme);
        sequence.setExperiment(experiment.plan, catalogue);
        sequence.setRecord(record);
        add(QStringLiteral("sequence.png"), sequence.renderImage(SchedulingPage::Sequence, kSequencePicture, theme, kPictureScale));
        if (goOn())
            add(QStringLiteral("lanes.png"), sequence.renderImage(SchedulingPage::Lanes, kLanesPicture, theme, kPictureScale));
    }
    return files;
}

} // namespace interleave::window
