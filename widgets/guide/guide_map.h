// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "widgets/common/theme.h"

#include <QAbstractButton>
#include <QButtonGroup>
#include <QList>
#include <QRect>
#include <QWidget>

namespace interleave::widgets {

/// Where the families stand. Shape: by index of analysis::guideTopics.
QList<QRect> guidePlaces(QSize size, const Theme &theme);

/// One family on the map.
class GuideNode : public QAbstractButton {
    Q_OBJECT
public:
    explicit GuideNode(QWidget *parent);
    void setTheme(const Theme &theme, const QColor &color);

protected:
    void paintEvent(QPaintEvent *event) override;

private:
    Theme m_theme;
    QColor m_color;
};

/// The families of concurrency models and the ways between them. A click, or the arrow keys, choose one.
class GuideMap : public QWidget {
    Q_OBJECT
public:
    explicit GuideMap(QWidget *parent = nullptr);

    [[nodiscard]] int topic() const { return m_buttons->checkedId(); }
    void setTopic(int topic);
    void setTheme(const Theme &theme);
    void retranslateUi();
    [[nodiscard]] QSize sizeHint() const override;
    [[nodiscard]] QSize minimumSizeHint() const override;

Q_SIGNALS:
    void topicChosen(int topic);

protected:
    void paintEvent(QPaintEvent *event) override;
    void resizeEvent(QResizeEvent *event) override;

private:
    void place();

    Theme m_theme;
    QButtonGroup *m_buttons;
};

} // namespace interleave::widgets
